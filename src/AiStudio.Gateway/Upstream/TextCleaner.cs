using System.Text;
using AiStudio.Gateway.Upstream.Wire;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Removes what no store or renderer bears: NUL goes, a lone surrogate becomes U+FFFD. A pair that a provider split over two chunks
/// is put together again, so one cleaner follows one text.
/// </summary>
internal sealed class TextCleaner
{
    private char? _high;

    /// <summary><paramref name="chunk"/> in order; what may be half a pair waits for the next chunk.</summary>
    public string Clean(string chunk)
    {
        if (_high is null && !chunk.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !chunk.Contains('\0', StringComparison.Ordinal))
            return chunk;

        var clean = new StringBuilder(chunk.Length + 1);
        for (var i = 0; i < chunk.Length; i++)
        {
            var character = chunk[i];
            if (char.IsHighSurrogate(character) && i + 1 < chunk.Length && char.IsLowSurrogate(chunk[i + 1]) && SurrogateShelter.HalfOf(character, chunk[i + 1]) is { } half)
            {
                character = half;
                i++;
            }

            if (character != '\0')
                Append(clean, character);
        }

        return clean.ToString();
    }

    /// <summary>What is left when the text is over: nothing, or the replacement of half a pair.</summary>
    public string End()
    {
        var rest = _high is null ? string.Empty : "\ufffd";
        _high = null;
        return rest;
    }

    public static string CleanWhole(string text)
    {
        var cleaner = new TextCleaner();
        return cleaner.Clean(text) + cleaner.End();
    }

    private void Append(StringBuilder clean, char character)
    {
        if (_high is { } high)
        {
            _high = null;
            if (char.IsLowSurrogate(character))
            {
                clean.Append(high).Append(character);
                return;
            }

            clean.Append('\ufffd');
        }

        if (char.IsHighSurrogate(character))
            _high = character;
        else
            clean.Append(char.IsLowSurrogate(character) ? '\ufffd' : character);
    }
}
