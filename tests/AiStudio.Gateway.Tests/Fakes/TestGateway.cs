using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.Gateway.Upstream.Local;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.Gateway.Tests.Fakes;

/// <summary>The whole gateway on fakes; <see cref="Model"/> stands in for every provider unless a test scripts the network or goes offline.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public static readonly Guid Organization = Guid.CreateVersion7();

    private readonly ServiceProvider _services;

    public TestGateway(Action<GatewayOptions>? configure = null, IOutboundHttp? http = null, bool offline = false)
    {
        Store = new FakeResponseStore(Time);
        Log = new FakeCallLog(Ledger);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<ISpendLedger>(Ledger);
        services.AddSingleton<ICallLog>(Log);
        services.AddSingleton<ICallTraces>(Traces);
        services.AddSingleton<IRouteTable>(Routes);
        services.AddSingleton<IResponseStore>(Store);
        services.AddSingleton<ISemanticReviews>(Reviews);
        services.AddGateway();
        if (http is not null)
            services.Replace(ServiceDescriptor.Singleton(http));
        else if (!offline)
            services.Replace(ServiceDescriptor.Singleton<CreateAdapter>(connection => new ProviderAdapter(Models.GetValueOrDefault(connection.Name, Model), Embedder)));
        services.Replace(ServiceDescriptor.Singleton(new Random(Seed: 7)));
        services.Configure<GatewayOptions>(options =>
        {
            // A pause would wait for the test to move the clock.
            options.AttemptsPerCandidate = 1;
            configure?.Invoke(options);
        });
        services.Configure<LocalModelOptions>(options => options.TokensPerSecond = 0);
        _services = services.BuildServiceProvider(validateScopes: true);
        Routes.Plans["balanced"] = new RoutePlan([Candidate("first")]);
        Chat = _services.GetRequiredService<IChatClient>();
    }

    public ManualTime Time { get; } = new();

    public FakeLedger Ledger { get; } = new();

    public FakeCallLog Log { get; }

    public FakeTraces Traces { get; } = new();

    public FakeRouteTable Routes { get; } = new();

    public FakeResponseStore Store { get; }

    public FakeReviews Reviews { get; } = new();

    public FakeChatClient Model { get; } = new();

    public FakeEmbedder Embedder { get; } = new();

    /// <summary>Models by the name of their connection, where they differ.</summary>
    public Dictionary<string, FakeChatClient> Models { get; } = [];

    public IChatClient Chat { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public object? Get(Type type) => _services.GetService(type);

    public static GatewayCall Call(string model = "balanced") => new(new GatewayCaller(Organization, Guid.CreateVersion7(), null, "chat"), model);

    public static RouteCandidate Candidate(string modelId, ProviderKind kind = ProviderKind.OpenAi, ModelPrice? price = null, int window = 100_000, int maxOutput = 4_096) => new(
        new ProviderConnection(Guid.CreateVersion7(), $"{modelId} provider", kind, new Uri("https://provider.example/v1"), new ProviderKey("secret"), 1),
        modelId, price ?? Price(), window, maxOutput);

    public static ModelPrice Price(long input = 1_000_000_000, long output = 2_000_000_000) => new(Guid.CreateVersion7(), input, input / 2, input, output);

    /// <summary>Asks as a whole or as a stream, and gives back everything that was heard.</summary>
    public async Task<Heard> AskAsync(GatewayCall call, bool stream, string text = "hi", int? maxOutput = null, IList<AITool>? tools = null, CancellationToken cancellationToken = default)
    {
        var options = new GatewayChatOptions(call) { MaxOutputTokens = maxOutput, Tools = tools };
        if (!stream)
        {
            var response = await Chat.GetResponseAsync([new(ChatRole.User, text)], options, cancellationToken);
            return new Heard(response.Text, response.FinishReason, response.Usage, response.Messages.SelectMany(message => message.Contents).ToList());
        }

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Chat.GetStreamingResponseAsync([new(ChatRole.User, text)], options, cancellationToken))
            updates.Add(update);
        var whole = updates.ToChatResponse();
        return new Heard(whole.Text, whole.FinishReason, whole.Usage, whole.Messages.SelectMany(message => message.Contents).ToList());
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    internal sealed record Heard(string Text, ChatFinishReason? FinishReason, UsageDetails? Usage, IReadOnlyList<AIContent> Contents);
}
