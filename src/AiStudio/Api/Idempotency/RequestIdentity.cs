using System.Security.Cryptography;
using System.Text;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Api.Idempotency;

/// <summary>What makes two requests the same one: who asks, for which route, under which key; <see cref="Hash"/> tells whether they also say the same.</summary>
internal sealed record RequestIdentity(TenantScope Scope, Guid CallerId, string Route, string Key, byte[] Hash)
{
    public const string Header = "Idempotency-Key";
    public const int LongestKey = 255;

    /// <summary>Reads the whole body, to disk beyond 64 KiB, and winds it back for whoever comes next.</summary>
    public static async Task<RequestIdentity> OfAsync(HttpContext context, RequestCaller caller, string key, CancellationToken cancellationToken)
    {
        var request = context.Request;
        request.EnableBuffering(bufferThreshold: 64 * 1024);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"));
        await AppendBodyAsync(hash, request.Body, cancellationToken);
        request.Body.Position = 0;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? request.Path.Value!;
        return new RequestIdentity(caller.Scope, caller.Id, route, key, hash.GetHashAndReset());
    }

    private static async Task AppendBodyAsync(IncrementalHash hash, Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
                hash.AppendData(buffer, 0, read);
        }
        catch (IOException failure) when (failure is not BadHttpRequestException)
        {
            // Chunks that are none: the server says so with a plain failure to read.
            throw new BadHttpRequestException("The request body is not well-formed.", failure);
        }
    }

    /// <summary>Visible ASCII of a reasonable length: it becomes part of an index.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= LongestKey && key.All(c => c is > ' ' and <= '~');
}
