using System.Globalization;
using System.Text;

namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>Deals with escapes in JSON text that no string may hold.</summary>
internal static class JsonEscapes
{
    private const int Length = 6;

    /// <summary><c>\u0000</c> goes, half a surrogate pair becomes <c>\ufffd</c>.</summary>
    public static string Clean(string json) => Rewrite(json, static _ => "\\ufffd", dropNul: true);

    /// <summary>
    /// Half a surrogate pair takes shelter in a private plane, because the JSON reader would refuse the whole text;
    /// <see cref="TextCleaner"/> brings it back, and joins it to its other half if that comes in the next chunk.
    /// </summary>
    public static string Shelter(string json) => Rewrite(json, static half => $"\\u{SurrogateShelter.High(half):x4}\\u{SurrogateShelter.Low(half):x4}", dropNul: false);

    private static string Rewrite(string json, Func<int, string> replaceHalf, bool dropNul)
    {
        if (!json.Contains("\\u", StringComparison.Ordinal))
            return json;
        var clean = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length;)
        {
            if (json[i] != '\\' || i + 1 == json.Length)
            {
                clean.Append(json[i++]);
            }
            else if (CodeAt(json, i) is not { } code)
            {
                clean.Append(json, i, 2);
                i += 2;
            }
            else if (char.IsHighSurrogate(code) && CodeAt(json, i + Length) is { } low && char.IsLowSurrogate(low))
            {
                clean.Append(json, i, 2 * Length);
                i += 2 * Length;
            }
            else
            {
                if (char.IsSurrogate(code))
                    clean.Append(replaceHalf(code));
                else if (code != '\0' || !dropNul)
                    clean.Append(json, i, Length);
                i += Length;
            }
        }

        return clean.ToString();
    }

    private static char? CodeAt(string json, int at) =>
        at + Length <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : null;
}
