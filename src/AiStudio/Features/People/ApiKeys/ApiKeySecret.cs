using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>The text of a key, <c>ais_&lt;public id&gt;_&lt;secret&gt;</c>. The public id may be shown and logged; the whole is shown once and never kept.</summary>
internal static class ApiKeySecret
{
    private const string Prefix = "ais_";
    private const int PublicIdBytes = 8;
    private const int SecretBytes = 32;
    private const int PublicIdLength = 2 * PublicIdBytes;
    private const int Length = 4 + PublicIdLength + 1 + (2 * SecretBytes);

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    public static string NewPublicId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PublicIdBytes));

    public static string New(string publicId) => $"{Prefix}{publicId}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>The public id of what has the form of a key; null for everything else, of which nothing goes any further.</summary>
    public static string? PublicIdOf(ReadOnlySpan<char> key)
    {
        if (key.Length != Length || !key.StartsWith(Prefix, StringComparison.Ordinal) || key[Prefix.Length + PublicIdLength] != '_')
            return null;
        var publicId = key.Slice(Prefix.Length, PublicIdLength);
        return publicId.ContainsAnyExcept(s_hex) || key[(Prefix.Length + PublicIdLength + 1)..].ContainsAnyExcept(s_hex) ? null : publicId.ToString();
    }

    /// <summary>SHA-256 of the whole key: 256 random bits need no salt and no slow hash.</summary>
    public static byte[] Hash(ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[Length];
        return SHA256.HashData(text[..Encoding.ASCII.GetBytes(key, text)]);
    }
}
