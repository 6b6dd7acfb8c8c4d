namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>What the extraction process says, as JSON: the text, or why there is none.</summary>
internal sealed record ExtractionAnswer(string? Refusal, string Text, int[] Blocks, int? Pages)
{
    public static ExtractionAnswer Of(ExtractedText extracted) => new(null, extracted.Text, BlockOutline.Pack(extracted.Blocks), extracted.Pages);

    public static ExtractionAnswer Refused(string reason) => new(reason, "", [], null);
}
