using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>
/// <c>AiStudio.dll extract &lt;media type&gt;</c>: a file on standard input, an <see cref="ExtractionAnswer"/> on standard output. It is started with limits and
/// an empty environment; if a file kills it, nothing else dies.
/// </summary>
internal static class ExtractionProgram
{
    public const string Verb = "extract";

    public static int Run(string mediaType)
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read);
        using var content = new MemoryStream();
        input.CopyTo(content);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write);
        JsonSerializer.Serialize(output, Answer(content.ToArray(), mediaType));
        return 0;
    }

    private static ExtractionAnswer Answer(byte[] content, string mediaType)
    {
        try
        {
            return ExtractionAnswer.Of(TextExtractor.Extract(content, mediaType));
        }
        catch (RefusedDocumentException refused)
        {
            return ExtractionAnswer.Refused(refused.Message);
        }
    }
}
