using System.Text;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>
/// Text out of the bytes of a file: by byte order mark, else UTF-8 when it is valid, else Windows-1252, the encoding of old Western files.
/// What is not text is refused. Lines end with a line feed in the result.
/// </summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static Result<string> Decode(ReadOnlySpan<byte> content)
    {
        var text = content switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
            [0xFF, 0xFE, 0x00, 0x00, ..] => null,
            [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
            [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
            _ => content.Contains((byte)0) ? null : Guess(content),
        };
        if (text is null || text.Any(IsBinary))
        {
            return Error.Invalid("document_not_text", "This is not a text file: it holds bytes that no text has. Save it as UTF-8 text, then add it again.");
        }

        text = text.ReplaceLineEndings("\n");
        return string.IsNullOrWhiteSpace(text)
            ? Error.Invalid("document_empty", "The file is empty. Add one with text in it.")
            : text;
    }

    private static string Guess(ReadOnlySpan<byte> content)
    {
        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return Windows1252.GetString(content);
        }
    }

    // The undefined places of Windows-1252 decode to C1 controls, so other encodings are seen here too.
    private static bool IsBinary(char c) => c is < ' ' and not ('\t' or '\n' or '\r' or '\f') or (>= '\u007F' and <= '\u009F' and not '\u0085');
}
