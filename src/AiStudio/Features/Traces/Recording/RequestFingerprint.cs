using System.Security.Cryptography;
using System.Text;

namespace AiStudio.Features.Traces.Recording;

/// <summary>What a client calls a request, to be found by who knows it and read by nobody: it may be anybody's name.</summary>
internal static class RequestFingerprint
{
    public static Guid Of(string requestId) => new(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)).AsSpan(0, 16));
}
