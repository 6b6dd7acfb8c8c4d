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

    public async Task<Retrieval> SearchAsync(TenantScope scope, GatewayCaller caller, SearchRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var (saved, bases) = await BasesAsync(scope, [.. request.KnowledgeBaseIds], cancellationToken);
        var settings = request.Settings ?? saved;
        var topK = request.TopK ?? settings.TopK;
        var question = Question.Of(Clean(request.Question));
        var found = RankedCandidates.None;
        var vectors = new List<(SearchedBases Bases, QuestionVector Vector)>();
        if (topK > 0 && request.KnowledgeBaseIds.Count > 0 && question.Content.Count > 0)
        {
            foreach (var group in bases)
            {
                if (await EmbedAsync(caller, group, question.Text, cancellationToken) is { } vector)
                {
                    vectors.Add((group, vector));
                }
            }

            found = await RankAsync(scope, question, [.. bases.SelectMany(group => group.Ids)], vectors, request.Filter, settings, cancellationToken);
        }

        var order = await rerankers.OrderAsync(caller, settings.Reranker, question.Text, found.Ranked, cancellationToken);
        var kept = order.By is null ? topK : Math.Min(topK, settings.Reranker.Kept);
        return new Retrieval(PassageSelection.Select(order.Ranked, kept), (int)time.GetElapsedTime(started).TotalMilliseconds)
        {
            Candidates = order.Ranked,
            Alike = found.Alike,
            Fits = found.Fits,
            RerankedBy = order.By,
            Note = order.Note,
            Vectors = vectors.GroupBy(pair => pair.Bases.Model).ToDictionary(group => group.Key, group => group.First().Vector),
            Settings = settings,
        };
    }

    private async Task<RankedCandidates> RankAsync(
        TenantScope scope, Question question, Guid[] bases, List<(SearchedBases Bases, QuestionVector Vector)> vectors, SearchFilter filter, RetrievalSettings settings,
        CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var near = new Dictionary<Guid, ArmScore>();
        foreach (var (group, vector) in vectors)
        {
            foreach (var (chunk, score) in await VectorSearch.RunAsync(db, group, vector.Values, filter, VectorCandidates, cancellationToken))
            {
                near[chunk] = score;
            }
        }

        var words = await WordSearch.RunAsync(db, question, bases, [.. near.Keys], filter, WordCandidates, cancellationToken);
        var chunks = await FoundChunk.ReadAsync(db, [.. near.Keys.Union(words.Scores.Keys)], cancellationToken);
        return CandidateRanking.Rank(
            question, words.Rarity, [.. chunks.Select(chunk => new PassageCandidate(chunk, words.Scores.GetValueOrDefault(chunk.ChunkId), near.GetValueOrDefault(chunk.ChunkId)))], settings);
    }

    private async Task<(RetrievalSettings Settings, List<SearchedBases> Bases)> BasesAsync(TenantScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        // Several bases make one order, so one of them says how.
        var row = await db.Set<RetrievalSetting>().AsNoTracking().Where(setting => ids.Contains(setting.KnowledgeBaseId))
            .OrderBy(setting => setting.KnowledgeBaseId).FirstOrDefaultAsync(cancellationToken);
        var found = await (
            from knowledge in db.Set<KnowledgeBase>()
            join profile in db.Set<EmbeddingProfile>() on knowledge.EmbeddingProfileId equals profile.Id
            where ids.Contains(knowledge.Id) && knowledge.ArchivedAt == null
            select new { knowledge.Id, ProfileId = profile.Id, profile.Model, profile.Dimensions, knowledge.VectorIndex }).ToListAsync(cancellationToken);
        return (row?.ToSettings() ?? RetrievalSettings.Default,
        [
            .. found.GroupBy(row => (row.ProfileId, row.Model, row.Dimensions))
                .Select(group => new SearchedBases([.. group.Select(row => row.Id)], group.Key.ProfileId, group.Key.Model, group.Key.Dimensions, group.All(row => row.VectorIndex == VectorIndexState.Complete))),
        ]);
    }

    /// <summary>The question's vector; null when the embedding model does not answer, so that words alone still find something.</summary>
    private async Task<QuestionVector?> EmbedAsync(GatewayCaller caller, SearchedBases bases, string question, CancellationToken cancellationToken)
    {
        try
        {
            using var call = new GatewayCall(caller with { Feature = "embedding" }, bases.Model);
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
    }

    // PostgreSQL stores neither NUL nor half a pair.
    private static string Clean(string question) => string.Concat(
        question[..Math.Min(question.Length, LongestQuestion)].EnumerateRunes().Where(rune => rune.Value != 0).Select(rune => rune.ToString()));

    [LoggerMessage(LogLevel.Warning, "Searching by words only: the embedding model {Model} failed with {Code}")]
    private partial void LogWordsOnly(string model, string code);
}
