namespace AiStudio.Features.Knowledge.Queries;

/// <summary>A question searched again with the base as it is now: what was found then, with its place now, and what is new among the best.</summary>
public sealed record QueryReplay(IReadOnlyList<QueryCandidate> Then, IReadOnlyList<QueryCandidate> New, bool Good, int DurationMs);
