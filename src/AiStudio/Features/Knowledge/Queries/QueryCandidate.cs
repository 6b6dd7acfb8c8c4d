namespace AiStudio.Features.Knowledge.Queries;

/// <summary>
/// A passage that was looked at for a question: its place then, what each arm made of it, whether the model was given it. Document and text are null when it is gone
/// meanwhile; <see cref="Now"/> is its place when the question is searched again, null before that, 0 when it is not found any more.
/// </summary>
public sealed record QueryCandidate(
    Guid ChunkId, int Place, Guid? DocumentId, string? Document, string? HeadingPath, int? Page, string? Text, QueryArm? Words, QueryArm? Vector, double Score, bool Used)
{
    public int? Now { get; init; }
}

/// <summary>Score and rank of an arm.</summary>
public sealed record QueryArm(double Score, int Rank);
