namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>A chunk that waits for its vector.</summary>
internal sealed record PendingChunk(Guid Id, int Ordinal, string HeadingPath, string Text)
{
    /// <summary>What is embedded: where the chunk stands says half of what it means.</summary>
    public string TextFor(string title) => HeadingPath.Length == 0 ? $"{title}\n{Text}" : $"{title} › {HeadingPath}\n{Text}";
}
