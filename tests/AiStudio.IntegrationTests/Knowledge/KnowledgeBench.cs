using System.Net;
using System.Text;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Deletion;
using AiStudio.Features.Knowledge.Evaluation;
using AiStudio.Features.Knowledge.Profiles;
using AiStudio.Features.Knowledge.Readers;
using AiStudio.Features.Knowledge.Recutting;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Features.Knowledge.Sources;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Jobs;
using AiStudio.Platform.Http;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>The knowledge feature on a test database, with one organization and one base. Jobs run when the test says so.</summary>
internal sealed class KnowledgeBench(StudioTestDatabase database, JobsOptions? options = null, Action<IServiceCollection>? configure = null) : IAsyncDisposable
{
    private ServiceProvider _services = null!;

    public TestEmbedder Embedder { get; } = new();

    public KnowledgeOptions Limits { get; } = new();

    public Caller Caller { get; private set; } = null!;

    public Guid BaseId { get; private set; }

    public DocumentService Documents => _services.GetRequiredService<DocumentService>();

    public DocumentReader Reader => _services.GetRequiredService<DocumentReader>();

    public DocumentSources Sources => _services.GetRequiredService<DocumentSources>();

    public EmbeddingProfiles Profiles => _services.GetRequiredService<EmbeddingProfiles>();

    public CurationService Curation => _services.GetRequiredService<CurationService>();

    public CuratedHits Hits => _services.GetRequiredService<CuratedHits>();

    public RetrievalReplay Replays => _services.GetRequiredService<RetrievalReplay>();

    public KnowledgeService Bases => _services.GetRequiredService<KnowledgeService>();

    public BaseDeletions Deletions => _services.GetRequiredService<BaseDeletions>();

    public QuestionSets Sets => _services.GetRequiredService<QuestionSets>();

    public RetrievalQuestions Questions => _services.GetRequiredService<RetrievalQuestions>();

    public RetrievalRuns Runs => _services.GetRequiredService<RetrievalRuns>();

    public SearchBench Bench => _services.GetRequiredService<SearchBench>();

    public DocumentTags Tags => _services.GetRequiredService<DocumentTags>();

    public Recuts Recuts => _services.GetRequiredService<Recuts>();

    public BaseReaders Readers => _services.GetRequiredService<BaseReaders>();

    public ReaderGroups Groups => _services.GetRequiredService<ReaderGroups>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>With an organization of its own, or in one that has everything a new one gets.</summary>
    public async Task<KnowledgeBench> OpenAsync(Caller? provisioned = null)
    {
        var services = new ServiceCollection().AddJobsOn(database, options);
        services.AddKnowledge();
        services.AddSingleton(Options.Create(Limits));
        services.AddSingleton<OutboundGuard>().AddSingleton<OutboundDialer>().AddSingleton<OutboundHttp>();
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync).AddSingleton<ConnectPeer>(OutboundDialer.ConnectAsync);
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(Embedder);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        Caller = provisioned ?? await database.CreateOrganizationAsync();
        if (provisioned is null)
        {
            await ProvisionAsync(Caller);
        }

        BaseId = (await Bases.CreateAsync(Caller, "Handbook", "", Cancellation)).Value;
        return this;
    }

    public async Task ProvisionAsync(Caller caller)
    {
        await using var db = await database.Studio.BeginAsync(caller.Scope, Cancellation);
        await new KnowledgeProvisioning(TimeProvider.System).ProvisionAsync(db, caller.Scope, Cancellation);
        await db.CommitAsync(Cancellation);
    }

    public Task<Guid> AddAsync(string name, string text) => AddAsync(BaseId, name, text);

    public Task<Guid> AddAsync(Guid baseId, string name, string text) => AddAsync(baseId, name, Encoding.UTF8.GetBytes(text));

    public async Task<Guid> AddAsync(Guid baseId, string name, byte[] content)
    {
        var added = await Documents.AddAsync(Caller, baseId, name, content, Cancellation);
        Assert.True(added.Succeeded, added.Error?.Message);
        return added.Value;
    }

    /// <summary>Runs every job of the organization that waits.</summary>
    public async Task RunJobsAsync()
    {
        var runner = _services.GetRequiredService<JobRunner>();
        while (await database.ScalarAsync<Guid?>("select id from job where org_id = $1 and state in ('queued', 'failed', 'waiting') and due_at <= now() limit 1", Caller.OrganizationId) is { } id)
        {
            await runner.RunAsync(Caller.OrganizationId, id, Cancellation);
        }
    }

    public Task RunJobAsync(Guid id) => _services.GetRequiredService<JobRunner>().RunAsync(Caller.OrganizationId, id, Cancellation);

    public async Task<DocumentRow> RowAsync(Guid documentId) =>
        (await RowsAsync(new DocumentQuery(BaseId))).Rows.Single(row => row.Id == documentId);

    public async Task<IReadOnlyList<DocumentRow>> RowsAsync(string tag) => (await RowsAsync(new DocumentQuery(BaseId) { Tag = tag })).Rows;

    public Task<DocumentRows> RowsAsync(DocumentQuery query) => _services.GetRequiredService<DocumentList>().ReadAsync(Caller, query, Cancellation);

    public Task<Retrieval> SearchAsync(string question, int topK = 5) => SearchAsync(Caller, question, topK);

    public Task<Retrieval> SearchAsync(Caller caller, string question, int topK = 5) => _services.GetRequiredService<PassageRetriever>().SearchAsync(
        caller.Scope, new GatewayCaller(caller.OrganizationId, caller.UserId, null, "chat"), [BaseId], question, topK, Cancellation);

    public Task<Retrieval> SearchAsync(Caller caller, string question, SearchFilter filter) => _services.GetRequiredService<PassageRetriever>().SearchAsync(
        caller.Scope, new GatewayCaller(caller.OrganizationId, caller.UserId, null, "chat"), new SearchRequest([BaseId], question) { Filter = filter }, Cancellation);

    /// <summary>What a program's assistant would be given, logged as that is.</summary>
    public Task<GatheredPassages> GatherAsync(string question, int? topK = null) => GatherAsync(Caller, question, topK);

    public Task<GatheredPassages> GatherAsync(Caller caller, string question, int? topK = null) => _services.GetRequiredService<PassageGatherer>().GatherAsync(
        caller.Scope, new GatewayCaller(caller.OrganizationId, caller.UserId, null, "chat"), new GatheringRequest([BaseId], question, RetrievalSource.Assistant) { TopK = topK }, Cancellation);

    public Task<GatheredPassages> GatherAsync(IReadOnlyList<Guid> bases, string question) => _services.GetRequiredService<PassageGatherer>().GatherAsync(
        Caller.Scope, new GatewayCaller(Caller.OrganizationId, Caller.UserId, null, "chat"), new GatheringRequest(bases, question, RetrievalSource.Assistant), Cancellation);

    public Task SetAsync(RetrievalSettings settings) => Bench.SaveAsync(Caller, BaseId, BenchSettings.Of(settings), Cancellation);

    public Task<T?> ScalarAsync<T>(string sql, params object[] parameters) => database.ScalarAsync<T>(sql, parameters);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
