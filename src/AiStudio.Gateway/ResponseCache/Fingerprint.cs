using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>SHA-256 over parts, each after its length, so that no two lists of parts look the same. The purpose keeps prints of different things apart.</summary>
internal sealed class Fingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Fingerprint(string purpose) => Add(purpose);

    public Fingerprint Add(ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        _hash.AppendData(length);
        _hash.AppendData(part);
        return this;
    }

    public Fingerprint Add(string? part) => part is null ? Add(-1) : Add(Encoding.UTF8.GetBytes(part));

    public Fingerprint Add(Guid? part) => part is { } id ? Add(id.ToByteArray()) : Add(-1);

    public Fingerprint Add(int part)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, part);
        return Add(number);
    }

    public string Hex() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
