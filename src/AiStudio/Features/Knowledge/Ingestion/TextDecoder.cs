using System.Text;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>
/// Text out of the bytes of a file: by byte order mark, else UTF-8 when it is valid, else the encoding whose letters look most like writing.
/// What is not text is refused. Lines end with a line feed in the result.
/// </summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="content">The bytes.</param>
    /// <param name="named">The encoding that the file itself names, which is often wrong: a hint.</param>
    public static Result<string> Decode(ReadOnlySpan<byte> content, string? named = null)
    {
        var text = content switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
            [0xFF, 0xFE, 0x00, 0x00, ..] => null,
            [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
            [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
            _ when content.Contains((byte)0) => WithoutMark(content)?.GetString(content),
            _ => Guess(content, named),
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

    private static string? Guess(ReadOnlySpan<byte> content, string? named)
    {
        try
        {
            return s_strictUtf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return EncodingGuess.Of(content, named).GetString(content);
        }
    }

    // Western text in UTF-16 has a zero in every other byte, always on the same side.
    private static Encoding? WithoutMark(ReadOnlySpan<byte> content)
    {
        if (content.Length < 8 || content.Length % 2 != 0)
        {
            return null;
        }

        int even = 0, odd = 0;
        for (var i = 0; i < content.Length; i++)
        {
            even += content[i] == 0 && i % 2 == 0 ? 1 : 0;
            odd += content[i] == 0 && i % 2 != 0 ? 1 : 0;
        }

        return (even, odd) switch
        {
            (0, _) when odd * 5 > content.Length => Encoding.Unicode,
            (_, 0) when even * 5 > content.Length => Encoding.BigEndianUnicode,
            _ => null,
        };
    }

    // The undefined places of code pages decode to C1 controls, so other encodings are seen here too. 1A ends old DOS files.
    private static bool IsBinary(char c) => c is < ' ' and not ('\t' or '\n' or '\r' or '\f') or (>= '\u007F' and <= '\u009F' and not '\u0085');
}
