using System.Text.Json;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Retrieval.Logging;

/// <summary>Runs a logged retrieval again, with the query and the settings it had then, against what is indexed now.</summary>
internal sealed class RetrievalReplay(StudioDatabase database, PassageRetriever retriever)
{
    /// <summary>One's own retrieval. Errors: <c>retrieval_not_found</c>.</summary>
    public async Task<Result<ReplayedRetrieval>> ReplayAsync(Caller caller, Guid retrievalId, CancellationToken cancellationToken)
    {
        RetrievalLog? log;
        await using (var db = await database.BeginAsync(caller.Scope, cancellationToken))
        {
            log = await db.Set<RetrievalLog>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == retrievalId, cancellationToken);
        }

        return log is null ? Error.NotFound("retrieval_not_found", "There is no such retrieval.") : await ReplayAsync(caller, log, cancellationToken);
    }

    /// <summary>One that was read by whoever may read it; the search itself sees what <paramref name="caller"/> may read.</summary>
    public async Task<ReplayedRetrieval> ReplayAsync(Caller caller, RetrievalLog log, CancellationToken cancellationToken)
    {
        var request = new SearchRequest(log.KnowledgeBaseIds, log.Rewritten ?? log.Query)
        {
            Filter = log.Filter is null ? new SearchFilter() : JsonSerializer.Deserialize<SearchFilter>(log.Filter, RetrievalJson.Options)!,
            Settings = log.Settings is null ? null : JsonSerializer.Deserialize<RetrievalSettings>(log.Settings, RetrievalJson.Options),
            BaseSettings = log.BaseSettings is null ? null : JsonSerializer.Deserialize<Dictionary<Guid, RetrievalSettings>>(log.BaseSettings, RetrievalJson.Options),
            TopK = log.TopK,
        };
        var now = await retriever.SearchAsync(caller.Scope, new GatewayCaller(caller.OrganizationId, caller.UserId, null, "search"), request, cancellationToken);
        var then = JsonSerializer.Deserialize<List<LoggedCandidate>>(log.Candidates, RetrievalJson.Options)!;
        return new ReplayedRetrieval(log.Query, log.Rewritten, Compare(then, now.Candidates), log.Fits, now.Fits, now.DurationMs, now.Note);
    }

    private static IReadOnlyList<ReplayedPassage> Compare(List<LoggedCandidate> then, IReadOnlyList<PassageCandidate> now)
    {
        var before = then.Where(one => !one.Neighbour).Select((one, at) => (one.ChunkId, Place: at + 1, one.Used)).ToDictionary(one => one.ChunkId);
        var after = now.Take(Math.Max(then.Count, RetrievalLog.Kept)).Select((one, at) => (one.Chunk, Place: at + 1)).ToDictionary(one => one.Chunk.ChunkId);
        return
        [
            .. after.Values.Select(one => before.TryGetValue(one.Chunk.ChunkId, out var known)
                ? new ReplayedPassage(one.Chunk.ChunkId, one.Chunk, known.Place, one.Place, known.Used)
                : new ReplayedPassage(one.Chunk.ChunkId, one.Chunk, null, one.Place, WasUsed: false)),
            .. before.Values.Where(one => !after.ContainsKey(one.ChunkId)).OrderBy(one => one.Place).Select(one => new ReplayedPassage(one.ChunkId, null, one.Place, null, one.Used)),
        ];
    }
}
