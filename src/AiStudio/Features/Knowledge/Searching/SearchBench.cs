using AiStudio.Features.ActivityLog;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.Gateway;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Searching;

/// <summary>Asks a base what a chat would ask it, with its settings or with others, and says what each arm made of it.</summary>
internal sealed class SearchBench(PassageRetriever retriever, StudioDatabase database, TimeProvider time)
{
    private const int Shown = 20;
    private const int LongestModel = 200;

    /// <summary>The settings of a base. Errors: <c>knowledge_base_not_found</c>.</summary>
    public async Task<Result<BenchSettings>> SettingsAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == baseId && row.ArchivedAt == null, cancellationToken))
        {
            return NotFound;
        }

        var row = await db.Set<RetrievalSetting>().AsNoTracking().SingleOrDefaultAsync(setting => setting.KnowledgeBaseId == baseId, cancellationToken);
        return BenchSettings.Of(row?.ToSettings() ?? RetrievalSettings.Default);
    }

    /// <summary>What <paramref name="settings"/> would find among what the filter leaves, and where the saved ones put it.</summary>
    public async Task<Result<BenchResult>> SearchAsync(Caller caller, Guid baseId, string question, BenchSettings settings, SearchFilter filter, CancellationToken cancellationToken)
    {
        var saved = await SettingsAsync(caller, baseId, cancellationToken);
        if (!saved.Succeeded)
        {
            return saved.Error;
        }

        // Others pay for what an admin has chosen, and for nothing else.
        if (!KnowledgeService.MayWrite(caller))
        {
            settings = settings with { Reranker = saved.Value.Reranker, ConnectionId = saved.Value.ConnectionId, Model = saved.Value.Model };
        }

        var asking = new GatewayCaller(caller.OrganizationId, caller.UserId, ApiKeyId: null, "search");
        var found = await retriever.SearchAsync(caller.Scope, asking, new SearchRequest([baseId], question) { Settings = settings.ToSettings(), Filter = filter }, cancellationToken);
        var before = saved.Value == settings
            ? found
            : await retriever.SearchAsync(caller.Scope, asking, new SearchRequest([baseId], question) { Settings = saved.Value.ToSettings(), Filter = filter }, cancellationToken);
        var places = before.Candidates.Select((candidate, at) => (candidate.Chunk.ChunkId, Place: at + 1)).ToDictionary(pair => pair.ChunkId, pair => pair.Place);
        var asked = Question.Of(question);
        var given = found.Passages.Select(passage => passage.ChunkId).ToHashSet();
        return new BenchResult(
            [.. found.Candidates.Take(Shown).Select((candidate, at) => BenchRow.Of(candidate, at + 1, places.GetValueOrDefault(candidate.Chunk.ChunkId), given.Contains(candidate.Chunk.ChunkId), asked))],
            found.Candidates.Count, found.Fits, found.DurationMs, found.RerankedBy, found.Note);
    }

    /// <summary>Chats search the base with these from now on. Errors: <c>admins_only</c>, <c>knowledge_base_not_found</c>, <c>reranker_incomplete</c>.</summary>
    public async Task<Result<Done>> SaveAsync(Caller caller, Guid baseId, BenchSettings settings, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Error.Forbidden("admins_only", "Only admins change how a base is searched.");
        }

        var chosen = settings.ToSettings();
        if (chosen.Reranker is { Kind: RerankerKind.Model, Model: null or { Length: > LongestModel } })
        {
            return Error.Invalid("reranker_incomplete", "Name the model or alias that shall rerank, in up to 200 characters.");
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (chosen.Reranker.Kind == RerankerKind.Endpoint && !await Rerankable(db).AnyAsync(row => row.Id == chosen.Reranker.ConnectionId, cancellationToken))
        {
            return Error.Invalid("reranker_incomplete", "Choose the connection whose server reranks. Connections are added under Models.");
        }

        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == baseId && row.ArchivedAt == null, cancellationToken))
        {
            return NotFound;
        }

        var row = await db.Set<RetrievalSetting>().SingleOrDefaultAsync(setting => setting.KnowledgeBaseId == baseId, cancellationToken);
        if (row is null)
        {
            db.Add(row = new RetrievalSetting { OrganizationId = caller.OrganizationId, KnowledgeBaseId = baseId });
        }

        var before = BenchSettings.Of(row.ToSettings());
        row.Take(chosen);
        db.LogActivity(caller, "knowledge_base.search_changed", "knowledge_base", baseId, null, new Change(Told(before), Told(BenchSettings.Of(row.ToSettings()))));
        (row.UpdatedBy, row.UpdatedAt) = (caller.UserId, time.GetUtcNow());
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>The connections whose servers might rerank, by name; none for who may not choose.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> ConnectionsAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return [];
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var found = await Rerankable(db).OrderBy(row => row.Name).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
        return [.. found.Select(row => (row.Id, row.Name))];
    }

    private static object Told(BenchSettings settings) => new
    {
        settings.Words, settings.Vector, settings.Sentences, settings.Title, settings.ByRank, settings.TopK, reranker = settings.Reranker.ToString(), settings.ConnectionId, settings.Model,
        settings.Kept, settings.TokenBudget, settings.CuratedThreshold,
    };

    // Servers that rerank hang /rerank beside what they speak of OpenAI's protocol.
    private static IQueryable<Models.ProviderConnection> Rerankable(StudioDb db) =>
        db.Set<Models.ProviderConnection>().AsNoTracking().Where(row => row.Kind == ProviderKind.OpenAi && row.DisabledAt == null);

    private static Error NotFound => Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
}
