using System.Globalization;
using System.Text;

namespace AiStudio.Gateway.Upstream;

/// <summary>Cleans JSON text of escapes that no string may hold: <c>\u0000</c> goes, half a surrogate pair becomes <c>\ufffd</c>.</summary>
internal static class JsonEscapes
{
    private const int Length = 6;

    public static string Clean(string json)
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
                    clean.Append("\\ufffd");
                else if (code != '\0')
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
