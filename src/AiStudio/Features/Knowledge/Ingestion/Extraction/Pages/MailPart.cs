using System.Text;
using System.Text.RegularExpressions;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>A part of a mail: its header fields and its body, one character a byte until the charset is known.</summary>
internal sealed partial class MailPart
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    private string Body { get; init; } = "";

    public string Type => (Field("content-type") is { Length: > 0 } type ? type.Split(';')[0].Trim() : "text/plain").ToLowerInvariant();

    public string? Boundary => Type.StartsWith("multipart/", StringComparison.Ordinal) ? Parameter("content-type", "boundary") : null;

    public string? FileName => Parameter("content-disposition", "filename") is { } name ? Words(name)
        : Field("content-disposition").StartsWith("attachment", StringComparison.OrdinalIgnoreCase) ? Words(Parameter("content-type", "name") ?? "without a name")
        : null;

    public static MailPart Parse(string raw)
    {
        var end = HeadEnd().Match(raw);
        var head = end.Success ? raw[..end.Index] : raw;
        var part = new MailPart { Body = end.Success ? raw[(end.Index + end.Length)..] : "" };
        foreach (var line in Folding().Replace(head, " ").Split('\n').Take(1_000))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                part._fields.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        return part;
    }

    /// <summary>A field as a person reads it.</summary>
    public string Header(string name) => Words(Field(name));

    public IEnumerable<MailPart> Parts(string boundary)
    {
        var pieces = ("\n" + Body).Split("\n--" + boundary);
        foreach (var piece in pieces.Skip(1).TakeWhile(piece => !piece.StartsWith("--", StringComparison.Ordinal)))
        {
            yield return Parse(piece[(piece.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        }
    }

    public byte[] Content() => Field("content-transfer-encoding").ToLowerInvariant() switch
    {
        "base64" => Base64(Body),
        "quoted-printable" => QuotedPrintable(SoftBreak().Replace(Body, "")),
        _ => Encoding.Latin1.GetBytes(Body),
    };

    public string Text() => Decode(Content(), Parameter("content-type", "charset"));

    private string Field(string name) => _fields.GetValueOrDefault(name, "");

    private string? Parameter(string field, string name)
    {
        var match = Regex.Match(Field(field), $"""(^|[;\s]){name}\*?\s*=\s*("(?<value>[^"]*)"|(?<value>[^;\s]+))""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return match.Success ? match.Groups["value"].Value : null;
    }

    // RFC 2047: =?charset?B or Q?text?=
    private static string Words(string value) => EncodedWord().Replace(BetweenWords().Replace(value, "?==?"), match => Decode(
        match.Groups["kind"].Value is "B" or "b" ? Base64(match.Groups["text"].Value) : QuotedPrintable(match.Groups["text"].Value.Replace('_', ' ')),
        match.Groups["charset"].Value));

    private static string Decode(byte[] content, string? charset) => TextDecoder.Decode(content, charset).Value ?? "";

    private static byte[] Base64(string text)
    {
        var letters = new string([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/')]);
        letters = letters[..(letters.Length - (letters.Length % 4 == 1 ? 1 : 0))];
        return Convert.FromBase64String(letters.PadRight((letters.Length + 3) / 4 * 4, '='));
    }

    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"\r?\n\r?\n")]
    private static partial Regex HeadEnd();

    [GeneratedRegex(@"\r?\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex(@"=\r?\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex BetweenWords();

    [GeneratedRegex(@"=\?(?<charset>[^?*]{1,40})(\*[^?]*)?\?(?<kind>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.ExplicitCapture)]
    private static partial Regex EncodedWord();
}
