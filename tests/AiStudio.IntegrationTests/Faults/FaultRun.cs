using System.Collections.Concurrent;
using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>One case with one seed: an organization, an emulator, nodes, and everything that callers heard. What does not hold is written down, not thrown.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _broken = new();
    private readonly ConcurrentDictionary<string, ProviderConnection> _connections = new();
    private readonly List<FaultNode> _nodes = [];
    private ProviderEmulatorHost? _provider;

    private FaultRun(StudioTestDatabase database, Caller caller, int seed)
    {
        (Database, Caller, Seed, Random) = (database, caller, seed, new Random(seed * 7919));
        Price = new(Guid.CreateVersion7(), 400_000_000, 100_000_000, 500_000_000, 1_600_000_000);
    }

    public StudioTestDatabase Database { get; }

    public Caller Caller { get; }

    public int Seed { get; }

    public Random Random { get; }

    /// <summary>Set before the first node and the emulator are used.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public FaultRoutes Routes { get; } = new();

    public ModelPrice Price { get; }

    public ProviderEmulatorHost Provider => _provider ?? throw new InvalidOperationException("The emulator is not started.");

    public IReadOnlyList<FaultNode> Nodes => _nodes;

    public ConcurrentQueue<Heard> Calls { get; } = new();

    /// <summary>Models whose usage frame does not say what was billed.</summary>
    public HashSet<string> Lying { get; } = [];

    /// <summary>Models that say what their <see cref="Alphabet"/> says.</summary>
    public HashSet<string> Spelling { get; } = [];

    /// <summary>Models that some requests cannot reach: they are tried, and not billed.</summary>
    public HashSet<string> Unreachable { get; } = [];

    /// <summary>Calls of nodes that died, and calls that were answered without the emulator.</summary>
    public ConcurrentDictionary<Guid, string> Unbilled { get; } = new();

    public IReadOnlyList<string> Broken => [.. _broken];

    public bool Coin => Random.Next(2) == 0;

    public static async Task<FaultRun> BeginAsync(StudioTestDatabase database, int seed)
    {
        var run = new FaultRun(database, await database.CreateOrganizationAsync(), seed);
        await run.PriceAsync(run.Caller.OrganizationId, run.Price);
        return run;
    }

    public T Pick<T>(params IReadOnlyList<T> of) => of[Random.Next(of.Count)];

    public bool Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            _broken.Enqueue(otherwise);
        }

        return holds;
    }

    public async Task StartProviderAsync(bool keepBodies = false) =>
        _provider = await ProviderEmulatorHost.StartAsync(new EmulatorOptions { Clock = Time, KeepRequestBodies = keepBodies });

    public async Task<FaultNode> StartNodeAsync(Action<GatewayOptions>? configure = null, Action<IServiceCollection, LedgerWriter>? replace = null)
    {
        if (_provider is null)
        {
            await StartProviderAsync();
        }

        var node = await FaultNode.StartAsync(this, configure, replace);
        _nodes.Add(node);
        return node;
    }

    public Task PriceAsync(Guid organization, ModelPrice price) => Database.ExecuteAsync("""
        insert into model_price (org_id, id, provider_kind, model_id, effective_from, input_nano_per_million, cached_input_nano_per_million,
                                 cache_write_nano_per_million, output_nano_per_million, context_window, max_output_tokens, source)
        values ($1, $2, 'openai', $7, now() - interval '1 day', $3, $4, $5, $6, 128000, 4096, 'test')
        """, organization, price.Id, price.InputPerMillion, price.CachedInputPerMillion, price.CacheWritePerMillion, price.OutputPerMillion, $"priced-{price.Id}");

    /// <summary>A model at a connection of its own. Its protocol is the seed's choice.</summary>
    public RouteCandidate Candidate(string model, ProviderKind? kind = null, Uri? url = null, string? connection = null)
    {
        var at = _connections.GetOrAdd(connection ?? model, name =>
        {
            var protocol = kind ?? Pick(ProviderKind.OpenAi, ProviderKind.Anthropic);
            return new ProviderConnection(
                Guid.CreateVersion7(), name, protocol, url ?? (protocol == ProviderKind.Anthropic ? Provider.BaseAddress : Provider.OpenAiEndpoint), new ProviderKey($"key-of-{name}"), 1);
        });
        return new(at, model, Price, 128_000, 4_096);
    }

    public void Route(string alias, params RouteCandidate[] candidates) => Routes.Plans[alias] = () => new RoutePlan(candidates);

    /// <summary>From here on the model answers well, with so many tokens.</summary>
    public void Answers(string model, int tokens, Script? otherwise = null)
    {
        Spelling.Add(model);
        Provider.Scripts.Add((otherwise ?? new Script()) with { Model = model, Tokens = Alphabet.Tokens(model, tokens), Times = Script.Forever });
    }

    public Task<Heard> AskAsync(FaultNode node, Ask ask) => Asking.AskAsync(this, node, ask);

    /// <summary>All callers at once, the list's order being the order in which they set out.</summary>
    public Task<Heard[]> AskAllAsync(IEnumerable<(FaultNode Node, Ask Ask)> asks, int atOnce = int.MaxValue)
    {
        var places = new SemaphoreSlim(Math.Min(atOnce, 1_000));
        return Task.WhenAll(asks.Select(async one =>
        {
            await places.WaitAsync();
            try
            {
                return await Task.Run(() => AskAsync(one.Node, one.Ask));
            }
            finally
            {
                places.Release();
            }
        }));
    }

    public GatewayCaller CallerFor(string feature = "chat") => LedgerDesk.CallerOf(Caller, feature);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }
}
