using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>
/// Where a unit stands between 0 and 1 in an experiment or a canary: by hash alone, so it is the same on every node and at every time, and independent between
/// salts: what another experiment does moves nobody.
/// </summary>
internal static class Bucket
{
    /// <param name="salt">The experiment's or canary's own.</param>
    /// <param name="unit">The id of the user, the conversation or the organization.</param>
    /// <returns>0 ≤ bucket &lt; 1, evenly spread.</returns>
    public static double Of(string salt, Guid unit)
    {
        var length = Encoding.UTF8.GetByteCount(salt);
        Span<byte> bytes = length <= 112 ? stackalloc byte[128] : new byte[length + 16];
        unit.TryWriteBytes(bytes, bigEndian: true, out var written);
        Encoding.UTF8.GetBytes(salt, bytes[written..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..(written + length)], hash);
        // 53 bits: as many as a double holds exactly.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Which arm a bucket falls into.</summary>
    /// <param name="bucket">As <see cref="Of"/> gives it.</param>
    /// <param name="weights">0 or more each, in any unit, not all 0.</param>
    /// <returns>The arm's place in <paramref name="weights"/>.</returns>
    public static int Arm(double bucket, IReadOnlyList<int> weights)
    {
        var point = bucket * weights.Sum(weight => (long)weight);
        var arm = 0;
        for (long upTo = weights[0]; point >= upTo; upTo += weights[arm])
            arm++;
        return arm;
    }
}
