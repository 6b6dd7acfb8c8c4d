using System.Diagnostics;
using System.Text;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>The product's knowledge feature over a database: its own ingestion jobs and its own retriever, with the offline embedder.</summary>
internal sealed class KnowledgeHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly BenchDatabase _database;
    private readonly WithoutGateway _metered;

    public KnowledgeHost(BenchDatabase database)
    {
        _database = database;
        var jobs = new JobsOptions { RetryDelay = TimeSpan.Zero, Lease = TimeSpan.FromMinutes(30) };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<NpgsqlDataSource>(database.App);
        services.AddSingleton<StudioDatabase>();
        services.AddSingleton<NotificationListener>();
        services.AddSingleton(Options.Create(jobs));
        services.AddJobs(jobs);
        services.AddKnowledge();
        Embedder = (IEmbeddingGenerator<string, Embedding<float>>)Activator.CreateInstance(
            typeof(GatewayModule).Assembly.GetType("AiStudio.Gateway.Upstream.Local.HashingEmbeddingGenerator", throwOnError: true)!, nonPublic: true)!;
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(_metered = new WithoutGateway(Embedder));
        _services = services.BuildServiceProvider();
    }

    public IEmbeddingGenerator<string, Embedding<float>> Embedder { get; }

    /// <summary>How long the embedder has worked.</summary>
    public TimeSpan Embedding => _metered.Time;

    public PassageRetriever Retriever => _services.GetRequiredService<PassageRetriever>();

    public StudioDatabase Data => _services.GetRequiredService<StudioDatabase>();

    public static GatewayCaller AsCaller(Caller caller) => new(caller.OrganizationId, caller.UserId, null, "bench");

    /// <summary>A new organization with an owner, and an empty base.</summary>
    public async Task<(Caller Owner, Guid BaseId)> AddOrganizationAsync(string name)
    {
        var (organization, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await BenchDatabase.ExecuteAsync(_database.Superuser, "insert into organization (id, name, time_zone) values ($1, $2, 'UTC')", organization, name);
        await BenchDatabase.ExecuteAsync(_database.Superuser, """
            insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, display_name)
            values ($1, $2, upper($2), $2, upper($2), true, $2, $2, $2)
            """, person, $"{person:n}@example.test");
        await BenchDatabase.ExecuteAsync(_database.Superuser, "insert into membership (org_id, user_id, role) values ($1, $2, 'owner')", organization, person);
        var owner = new Caller(organization, person, Role.Owner, name, $"{person:n}@example.test");
        await using (var db = await Data.BeginAsync(owner.Scope, CancellationToken.None))
        {
            await new KnowledgeProvisioning(TimeProvider.System).ProvisionAsync(db, owner.Scope, CancellationToken.None);
            await db.CommitAsync(CancellationToken.None);
        }

        var added = await _services.GetRequiredService<KnowledgeService>().CreateAsync(owner, "Bench", "", CancellationToken.None);
        return (owner, added.Succeeded ? added.Value : throw new InvalidOperationException(added.Error.Message));
    }

    /// <summary>Adds a document as an upload does; its indexing waits as a job.</summary>
    public async Task<Guid> AddAsync(Caller owner, Guid baseId, string name, string text)
    {
        var added = await _services.GetRequiredService<DocumentService>().AddAsync(owner, baseId, name, Encoding.UTF8.GetBytes(text), CancellationToken.None);
        return added.Succeeded ? added.Value : throw new InvalidOperationException(added.Error.Message);
    }

    /// <summary>Runs the jobs that wait, one after another.</summary>
    public async Task RunJobsAsync(Caller owner)
    {
        var runner = _services.GetRequiredService<JobRunner>();
        await using var command = _database.Superuser.CreateCommand("select id from job where org_id = $1 and state in ('queued', 'failed', 'waiting') order by id");
        command.Parameters.Add(new() { Value = owner.OrganizationId });
        var ids = new List<Guid>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                ids.Add(reader.GetGuid(0));
            }
        }

        foreach (var id in ids)
        {
            await runner.RunAsync(owner.OrganizationId, id, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>The offline embedder takes no options of the gateway's.</summary>
    private sealed class WithoutGateway(IEmbeddingGenerator<string, Embedding<float>> local) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public TimeSpan Time { get; private set; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var started = Stopwatch.GetTimestamp();
            var vectors = await local.GenerateAsync(values, null, cancellationToken);
            Time += Stopwatch.GetElapsedTime(started);
            return vectors;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
