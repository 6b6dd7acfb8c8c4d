using System.Buffers.Binary;

namespace AiStudio.Api.Background;

/// <summary>A chat completion that is to be answered without anybody waiting for it.</summary>
/// <param name="Id">The request's; its calls take their ids from it.</param>
/// <param name="ApiKeyId">Pays.</param>
/// <param name="Attempts">How often it has been taken up, this time included.</param>
/// <param name="Body">The request as it was sent.</param>
/// <param name="CacheSeconds">How long its answer may be kept, where the body does not say it.</param>
internal sealed record BackgroundRequest(Guid Id, Guid ApiKeyId, int Attempts, byte[] Body, int? CacheSeconds)
{
    private const int CallsEach = 16;

    /// <summary>
    /// The id of a call. Another attempt makes other calls: what the one before it spent, when its node died, is booked as lost and stays in the books,
    /// and what this one spends is booked beside it, so that the books say what the provider's bill says.
    /// </summary>
    public Guid CallId(byte number)
    {
        Span<byte> id = stackalloc byte[16];
        Id.TryWriteBytes(id);
        var tail = id[^sizeof(ushort)..];
        BinaryPrimitives.WriteUInt16BigEndian(tail, unchecked((ushort)(BinaryPrimitives.ReadUInt16BigEndian(tail) ^ ((CallsEach * Attempts) + number))));
        return new Guid(id);
    }
}
