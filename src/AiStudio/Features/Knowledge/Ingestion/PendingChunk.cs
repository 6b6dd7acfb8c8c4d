namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>A chunk that waits for its vector.</summary>
internal sealed record PendingChunk(Guid Id, int Ordinal, string Title, string HeadingPath, string Text)
{
    /// <summary>What is embedded: where the chunk stands says half of what it means.</summary>
    public string Embedded => HeadingPath.Length == 0 ? $"{Title}\n{Text}" : $"{Title} › {HeadingPath}\n{Text}";
}
