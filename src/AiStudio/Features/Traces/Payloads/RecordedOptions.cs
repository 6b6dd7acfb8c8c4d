using System.Text.Json;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>How a model was asked. What is null was left to the model.</summary>
internal sealed record RecordedOptions
{
    public string? Instructions { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    /// <summary>The longest answer as it was asked for, in tokens.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The longest answer that the budgets allowed.</summary>
    public int? GrantedOutputTokens { get; init; }

    public float? FrequencyPenalty { get; init; }

    public float? PresencePenalty { get; init; }

    public long? Seed { get; init; }

    public ReasoningEffort? ReasoningEffort { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public RecordedFormat? ResponseFormat { get; init; }

    public IReadOnlyList<RecordedTool>? Tools { get; init; }

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or the name of the function that has to be called.</summary>
    public string? ToolChoice { get; init; }

    public bool? ParallelToolCalls { get; init; }

    /// <summary>What was asked of OpenAI's protocol beside.</summary>
    public OpenAiSettings? OpenAi { get; init; }

    public static RecordedOptions Of(ChatOptions? options, int? granted) => options is null ? new() { GrantedOutputTokens = granted } : new()
    {
        Instructions = options.Instructions,
        Temperature = options.Temperature,
        TopP = options.TopP,
        MaxOutputTokens = options.MaxOutputTokens,
        GrantedOutputTokens = granted,
        FrequencyPenalty = options.FrequencyPenalty,
        PresencePenalty = options.PresencePenalty,
        Seed = options.Seed,
        ReasoningEffort = options.Reasoning?.Effort,
        Stop = options.StopSequences is { Count: > 0 } stops ? [.. stops] : null,
        ResponseFormat = options.ResponseFormat is ChatResponseFormatJson json ? new(json.Schema, json.SchemaName, json.SchemaDescription) : null,
        Tools = options.Tools is { Count: > 0 } tools ? [.. tools.OfType<AIFunctionDeclaration>().Select(tool => new RecordedTool(tool.Name, tool.Description, tool.JsonSchema, DeclaredFunction.StrictOf(tool)))] : null,
        ToolChoice = options.ToolMode switch
        {
            null => null,
            NoneChatToolMode => "none",
            RequiredChatToolMode { RequiredFunctionName: { } name } => name,
            RequiredChatToolMode => "required",
            _ => "auto",
        },
        ParallelToolCalls = options.AllowMultipleToolCalls,
        OpenAi = OpenAiSettings.Of(options),
    };

    /// <summary>To ask the same way again.</summary>
    public GatewayChatOptions For(GatewayCall call) => new(call)
    {
        Instructions = Instructions,
        Temperature = Temperature,
        TopP = TopP,
        MaxOutputTokens = MaxOutputTokens,
        FrequencyPenalty = FrequencyPenalty,
        PresencePenalty = PresencePenalty,
        Seed = Seed,
        Reasoning = ReasoningEffort is { } effort ? new() { Effort = effort } : null,
        StopSequences = Stop is null ? null : [.. Stop],
        ResponseFormat = ResponseFormat?.ToFormat(),
        Tools = Tools is null ? null : [.. Tools.Select(tool => tool.ToDeclaration())],
        ToolMode = ToolChoice switch
        {
            null => null,
            "none" => ChatToolMode.None,
            "auto" => ChatToolMode.Auto,
            "required" => ChatToolMode.RequireAny,
            var name => ChatToolMode.RequireSpecific(name),
        },
        AllowMultipleToolCalls = ParallelToolCalls,
        OpenAi = OpenAi,
        LeavesOutUnsupported = true,
    };
}

/// <summary>JSON that was asked for.</summary>
internal sealed record RecordedFormat(JsonElement? Schema, string? Name, string? Description)
{
    public ChatResponseFormat ToFormat() => Schema is { } schema ? ChatResponseFormat.ForJsonSchema(schema, Name, Description) : ChatResponseFormat.Json;
}

/// <summary>A tool that was offered.</summary>
internal sealed record RecordedTool(string Name, string Description, JsonElement Parameters, bool? Strict = null)
{
    public AITool ToDeclaration() => new DeclaredFunction(Name, Description, Parameters, Strict);
}
