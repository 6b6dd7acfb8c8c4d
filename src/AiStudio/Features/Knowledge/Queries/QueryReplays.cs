using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Gateway;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Queries;

/// <summary>Searches the bases again that a question was asked of, among the documents that it was narrowed to, as they would be searched now.</summary>
internal sealed class QueryReplays(KnowledgeQueries queries, PassageRetriever retriever)
{
    private const int Compared = 10;

    /// <summary>Errors: <c>query_not_found</c>.</summary>
    public async Task<Result<QueryReplay>> RunAsync(Caller caller, QueryRow query, CancellationToken cancellationToken)
    {
        var then = await queries.CandidatesAsync(caller, query.Id, cancellationToken);
        if (!then.Succeeded)
        {
            return then.Error;
        }

        var asking = new GatewayCaller(caller.OrganizationId, caller.UserId, ApiKeyId: null, "search");
        var bases = await queries.BasesAsync(caller, query.Id, cancellationToken);
        var found = await retriever.SearchAsync(caller.Scope, asking, new SearchRequest(bases, query.Rewritten ?? query.Query) { Filter = QueryNarrowing.Of(query) }, cancellationToken);
        var places = found.Candidates.Select((candidate, at) => (candidate.Chunk.ChunkId, Place: at + 1)).ToDictionary(pair => pair.ChunkId, pair => pair.Place);
        var known = then.Value.Select(candidate => candidate.ChunkId).ToHashSet();
        var given = found.Passages.Select(passage => passage.ChunkId).ToHashSet();
        return new QueryReplay(
            [.. then.Value.Select(candidate => candidate with { Now = places.GetValueOrDefault(candidate.ChunkId) })],
            [.. found.Candidates.Take(Compared).Where(candidate => !known.Contains(candidate.Chunk.ChunkId)).Select(candidate => New(candidate, places[candidate.Chunk.ChunkId], given))],
            found is { Fits: true, Passages.Count: > 0 }, found.DurationMs);
    }

    private static QueryCandidate New(PassageCandidate candidate, int place, HashSet<Guid> given) => new(
        candidate.Chunk.ChunkId, 0, candidate.Chunk.DocumentId, candidate.Chunk.Document, candidate.Chunk.HeadingPath, candidate.Chunk.Page, candidate.Chunk.Text,
        Arm(candidate.Words), Arm(candidate.Vector), candidate.Score, given.Contains(candidate.Chunk.ChunkId)) { Now = place };

    private static QueryArm? Arm(ArmScore? score) => score is null ? null : new(score.Score, score.Rank);
}
