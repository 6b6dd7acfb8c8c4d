namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>What a file says: its text, how that is built, and how many pages, slides or sheets it has, when it has such.</summary>
internal sealed record ExtractedText(string Text, IReadOnlyList<TextBlock> Blocks, int? Pages = null);
