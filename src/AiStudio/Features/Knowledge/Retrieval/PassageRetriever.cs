using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.Gateway;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>
/// Finds the passages of some knowledge bases that may answer a question: words and vectors bring candidates in, the ranking reads them.
/// The database shows it only what the person may read.
/// </summary>
internal sealed partial class PassageRetriever(
    StudioDatabase database, IEmbeddingGenerator<string, Embedding<float>> embeddings, Rerankers rerankers, TimeProvider time, ILogger<PassageRetriever> logger)
{
    // A long question is a pasted document: its beginning says what it is about, and each lexeme costs.
    private const int LongestQuestion = 2_000;

    // What each arm brings in.
    private const int WordCandidates = 100;
    private const int VectorCandidates = 50;

    /// <summary>The best <paramref name="topK"/> with the settings of the bases.</summary>
    public Task<Retrieval> SearchAsync(
        TenantScope scope, GatewayCaller caller, IReadOnlyList<Guid> knowledgeBaseIds, string question, int topK, CancellationToken cancellationToken) =>
        SearchAsync(scope, caller, new SearchRequest(knowledgeBaseIds, question) { TopK = topK }, cancellationToken);

    /// <summary>Bases that are searched alike make one order. Those that are not are searched and reranked each in its own way, and their orders are fused.</summary>
    public async Task<Retrieval> SearchAsync(TenantScope scope, GatewayCaller caller, SearchRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var bases = await BasesAsync(scope, request, cancellationToken);
        var alike = bases.GroupBy(group => group.Settings).Select(group => (Settings: group.Key, Bases: group.ToList())).DefaultIfEmpty((request.Settings ?? RetrievalSettings.Default, [])).ToList();
        var question = Question.Of(Clean(request.Question));
        var isAsked = (request.TopK ?? alike.Max(group => group.Settings.TopK)) > 0 && request.KnowledgeBaseIds.Count > 0 && question.Content.Count > 0;
        var vectors = isAsked ? await EmbedAsync(caller, bases, question.Text, request.Calls, cancellationToken) : [];
        var orders = await Task.WhenAll(alike.Select(async group =>
        {
            var found = isAsked ? await RankAsync(scope, question, group.Bases, vectors, request.Filter, group.Settings, cancellationToken) : RankedCandidates.None;
            return new FoundOrder(group.Settings, found, await rerankers.OrderAsync(caller, group.Settings.Reranker, question.Text, found.Ranked, request.Calls, cancellationToken));
        }));
        return FusedOrders.Of(orders, request.TopK) with
        {
            DurationMs = (int)time.GetElapsedTime(started).TotalMilliseconds,
            Vectors = vectors.Where(pair => pair.Value is not null).GroupBy(pair => bases.First(group => group.ProfileId == pair.Key).Model).ToDictionary(group => group.Key, group => group.First().Value!),
            BaseSettings = bases.SelectMany(group => group.Ids.Select(id => (id, group.Settings))).ToDictionary(pair => pair.id, pair => pair.Settings),
        };
    }

    private async Task<RankedCandidates> RankAsync(
        TenantScope scope, Question question, IReadOnlyList<SearchedBases> bases, Dictionary<Guid, QuestionVector?> vectors, SearchFilter filter, RetrievalSettings settings,
        CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var near = new Dictionary<Guid, ArmScore>();
        foreach (var group in bases)
        {
            if (vectors[group.ProfileId] is not { } vector)
            {
                continue;
            }

            foreach (var (chunk, score) in await VectorSearch.RunAsync(db, group, vector.Values, filter, VectorCandidates, cancellationToken))
            {
                near[chunk] = score;
            }
        }

        var words = await WordSearch.RunAsync(db, question, [.. bases.SelectMany(group => group.Ids)], [.. near.Keys], filter, WordCandidates, cancellationToken);
        var chunks = await FoundChunk.ReadAsync(db, [.. near.Keys.Union(words.Scores.Keys)], cancellationToken);
        return CandidateRanking.Rank(
            question, words.Rarity, [.. chunks.Select(chunk => new PassageCandidate(chunk, words.Scores.GetValueOrDefault(chunk.ChunkId), near.GetValueOrDefault(chunk.ChunkId)))], settings);
    }

    private async Task<List<SearchedBases>> BasesAsync(TenantScope scope, SearchRequest request, CancellationToken cancellationToken)
    {
        var ids = request.KnowledgeBaseIds.ToArray();
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var saved = await db.Set<RetrievalSetting>().AsNoTracking().Where(setting => ids.Contains(setting.KnowledgeBaseId)).ToDictionaryAsync(setting => setting.KnowledgeBaseId, cancellationToken);
        var found = await (
            from knowledge in db.Set<KnowledgeBase>()
            join profile in db.Set<EmbeddingProfile>() on knowledge.EmbeddingProfileId equals profile.Id
            where ids.Contains(knowledge.Id) && knowledge.ArchivedAt == null
            select new { knowledge.Id, ProfileId = profile.Id, profile.Model, profile.Dimensions, knowledge.VectorIndex }).ToListAsync(cancellationToken);
        return
        [
            .. found.GroupBy(row => (row.ProfileId, row.Model, row.Dimensions, Settings: SettingsOf(row.Id)))
                .Select(group => new SearchedBases([.. group.Select(row => row.Id)], group.Key.ProfileId, group.Key.Model, group.Key.Dimensions, group.All(row => row.VectorIndex == VectorIndexState.Complete), group.Key.Settings)),
        ];

        RetrievalSettings SettingsOf(Guid id) =>
            request.Settings ?? request.BaseSettings?.GetValueOrDefault(id) ?? saved.GetValueOrDefault(id)?.ToSettings() ?? RetrievalSettings.Default;
    }

    // By profile, so that no question is embedded twice by one model.
    private async Task<Dictionary<Guid, QuestionVector?>> EmbedAsync(GatewayCaller caller, List<SearchedBases> bases, string question, ICallBook? calls, CancellationToken cancellationToken)
    {
        var vectors = new Dictionary<Guid, QuestionVector?>();
        foreach (var group in bases.DistinctBy(group => group.ProfileId))
        {
            vectors[group.ProfileId] = await EmbedAsync(caller, group, question, calls, cancellationToken);
        }

        return vectors;
    }

    /// <summary>The question's vector; null when the embedding model does not answer, so that words alone still find something.</summary>
    private async Task<QuestionVector?> EmbedAsync(GatewayCaller caller, SearchedBases bases, string question, ICallBook? calls, CancellationToken cancellationToken)
    {
        using var call = new GatewayCall(caller with { Feature = "embedding" }, bases.Model, calls is null ? null : await calls.NextAsync(cancellationToken));
        try
        {
            var vectors = await embeddings.GenerateAsync([question], new GatewayEmbeddingOptions(call), cancellationToken);
            return vectors is [var vector] && vector.Vector.Length == bases.Dimensions
                ? new QuestionVector(vector.Vector.ToArray(), IsHashed: call.Served is null or { Connection.Kind: ProviderKind.Local })
                : null;
        }
        catch (GatewayException ex)
        {
            LogWordsOnly(bases.Model, ex.Error.Code);
            return null;
        }
        finally
        {
            calls?.Add(call);
        }
    }

    // PostgreSQL stores neither NUL nor half a pair.
    private static string Clean(string question) => string.Concat(
        question[..Math.Min(question.Length, LongestQuestion)].EnumerateRunes().Where(rune => rune.Value != 0).Select(rune => rune.ToString()));

    [LoggerMessage(LogLevel.Warning, "Searching by words only: the embedding model {Model} failed with {Code}")]
    private partial void LogWordsOnly(string model, string code);
}
