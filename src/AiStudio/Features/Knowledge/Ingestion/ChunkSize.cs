namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>How long chunks should be, and how much of one is said again by the next, in words.</summary>
internal sealed record ChunkSize(int Words, int OverlapWords)
{
    /// <summary>Of bases that say nothing else.</summary>
    public const int UsualTokens = 200;

    public static ChunkSize Default { get; } = OfTokens(UsualTokens, 0);

    /// <summary>Three words are about four tokens.</summary>
    public static ChunkSize OfTokens(int tokens, int overlap) => new(tokens * 3 / 4, Math.Min(overlap, tokens / 2) * 3 / 4);
}
