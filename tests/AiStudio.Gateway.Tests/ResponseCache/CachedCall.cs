using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.ResponseCache;

/// <summary>One call with everything its key is made of; <c>with</c> changes one of them.</summary>
internal sealed record CachedCall
{
    public static readonly Guid Handbook = Guid.CreateVersion7();
    private static readonly Guid s_version = Guid.CreateVersion7();
    private static readonly Guid s_assistant = Guid.CreateVersion7();

    public Guid Organization { get; init; } = TestGateway.Organization;

    public Guid? ApiKey { get; init; }

    public string Role { get; init; } = "member";

    public Guid? PrivateTo { get; init; }

    public IReadOnlyList<Guid> KnowledgeBases { get; init; } = [Handbook];

    public Guid? PromptVersion { get; init; } = s_version;

    public string Model { get; init; } = "balanced";

    public float? Temperature { get; init; }

    public OpenAiSettings? OpenAi { get; init; }

    public IReadOnlyList<AITool> Tools { get; init; } = [];

    public IReadOnlyList<string> Before { get; init; } = ["You are helpful."];

    public int Choice { get; init; }

    public string Question { get; init; } = "How many days of leave?";

    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(1);

    public bool Fresh { get; init; }

    public string? Evidence { get; init; }

    /// <summary>Semantic when set.</summary>
    public double? Threshold { get; init; }

    public double RecheckShare { get; init; }

    public string KnowledgeVersion { get; init; } = "v1";

    public Guid User { get; init; } = Guid.CreateVersion7();

    public GatewayCall New() => new(new GatewayCaller(Organization, User, ApiKey, "chat"), Model)
    {
        PromptVersionId = PromptVersion,
        Choice = Choice,
        Cache = new CachePolicy
        {
            Scope = new CacheScope(Role, KnowledgeBases, PrivateTo),
            Ttl = Ttl,
            Fresh = Fresh,
            Evidence = Evidence,
            Semantic = Threshold is { } threshold
                ? new SemanticPolicy(s_assistant, Question, Derived: 1, KnowledgeVersion, threshold, RecheckShare, "embedding", "judge")
                : null,
        },
    };

    public ChatMessage[] Messages => [.. Before.Select(text => new ChatMessage(ChatRole.System, text)), new(ChatRole.User, Question)];

    /// <summary>Asks, whole or as a stream, and gives back the call and what was heard.</summary>
    public async Task<(GatewayCall Call, ChatResponse Heard)> AskAsync(TestGateway gateway, bool stream, GatewayCall? own = null)
    {
        var token = TestContext.Current.CancellationToken;
        var call = own ?? New();
        var options = new GatewayChatOptions(call) { Temperature = Temperature, Tools = [.. Tools], OpenAi = OpenAi };
        var heard = stream
            ? await gateway.Chat.GetStreamingResponseAsync(Messages, options, token).ToChatResponseAsync(token)
            : await gateway.Chat.GetResponseAsync(Messages, options, token);
        return (call, heard);
    }
}
