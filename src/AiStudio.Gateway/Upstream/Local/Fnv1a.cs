using System.Text;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>FNV-1a over UTF-8, 64 bits, mixed once more at the end: stable across processes, unlike a string's own hash code.</summary>
internal static class Fnv1a
{
    public static ulong Hash(ReadOnlySpan<char> text)
    {
        Span<byte> buffer = stackalloc byte[256];
        var hash = 14695981039346656037UL;
        while (!text.IsEmpty)
        {
            var part = text[..Math.Min(text.Length, 64)];
            var written = Encoding.UTF8.GetBytes(part, buffer);
            foreach (var value in buffer[..written])
                hash = (hash ^ value) * 1099511628211UL;
            text = text[part.Length..];
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}
