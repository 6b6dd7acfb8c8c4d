using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Finds the passages of some knowledge bases that may answer a question: full text and vectors, fused. The database shows it the tenant's rows only.</summary>
internal sealed partial class PassageRetriever(
    StudioDatabase database, IEmbeddingGenerator<string, Embedding<float>> embeddings, TimeProvider time, ILogger<PassageRetriever> logger)
{
    // A long question is a pasted document: its beginning says what it is about, and each lexeme costs.
    private const int LongestQuestion = 2_000;

    private const int FewestCandidates = 50;

    public async Task<Retrieval> SearchAsync(
        TenantScope scope, GatewayCaller caller, IReadOnlyList<Guid> knowledgeBaseIds, string question, int topK, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var asked = Clean(question);
        var candidates = new List<PassageCandidate>();
        if (topK > 0 && knowledgeBaseIds.Count > 0 && !string.IsNullOrWhiteSpace(asked))
        {
            foreach (var bases in await BasesAsync(scope, [.. knowledgeBaseIds], cancellationToken))
            {
                var vector = await EmbedAsync(caller, bases, asked, cancellationToken);
                await using var db = await database.BeginAsync(scope, cancellationToken);
                candidates.AddRange(await PassageQuery.RunAsync(db, asked, vector, bases, Math.Max(FewestCandidates, 2 * topK), cancellationToken));
            }
        }

        return new Retrieval(Fusion.Fuse(candidates, topK), (int)time.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<List<SearchedBases>> BasesAsync(TenantScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var found = await (
            from knowledge in db.Set<KnowledgeBase>()
            join profile in db.Set<EmbeddingProfile>() on knowledge.EmbeddingProfileId equals profile.Id
            where ids.Contains(knowledge.Id) && knowledge.ArchivedAt == null
            select new { knowledge.Id, ProfileId = profile.Id, profile.Model, profile.Dimensions }).ToListAsync(cancellationToken);
        return
        [
            .. found.GroupBy(row => (row.ProfileId, row.Model, row.Dimensions))
                .Select(group => new SearchedBases([.. group.Select(row => row.Id)], group.Key.ProfileId, group.Key.Model, group.Key.Dimensions)),
        ];
    }

    /// <summary>The question's vector; null when the embedding model does not answer, so that words alone still find something.</summary>
    private async Task<float[]?> EmbedAsync(GatewayCaller caller, SearchedBases bases, string question, CancellationToken cancellationToken)
    {
        try
        {
            using var call = new GatewayCall(caller with { Feature = "embedding" }, bases.Model);
            var vectors = await embeddings.GenerateAsync([question], new GatewayEmbeddingOptions(call), cancellationToken);
            return vectors is [var vector] && vector.Vector.Length == bases.Dimensions ? vector.Vector.ToArray() : null;
        }
        catch (GatewayException ex)
        {
            LogWordsOnly(bases.Model, ex.Error.Code);
            return null;
        }
    }

    // PostgreSQL stores neither NUL nor half a pair.
    private static string Clean(string question) => string.Concat(
        question[..Math.Min(question.Length, LongestQuestion)].EnumerateRunes().Where(rune => rune.Value != 0).Select(rune => rune.ToString()));

    [LoggerMessage(LogLevel.Warning, "Searching by words only: the embedding model {Model} failed with {Code}")]
    private partial void LogWordsOnly(string model, string code);
}
