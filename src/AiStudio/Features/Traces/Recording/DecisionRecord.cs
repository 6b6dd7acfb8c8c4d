using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Traces.Recording;

/// <summary>Why a call went as it did. It holds names of ours and figures, no text that a person or a model wrote.</summary>
public sealed record DecisionRecord(
    PromptDecision? Prompt, BudgetDecision Budgets, CacheDecision Cache, IReadOnlyList<CandidateDecision> Candidates, IReadOnlyList<string> Guardrails, string ConfigHash, string Payload)
{
    /// <summary>What the model was given to answer from: ids and scores.</summary>
    public IReadOnlyList<RecordedPassage> Passages { get; init; } = [];

    /// <summary>Whose chat it was made in: the payload says so too, but to admins only while it is open to them. Null: nobody's.</summary>
    public Guid? Owner { get; init; }

    /// <summary>Why the model ended, in OpenAI's words (<c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>); null when it did not say.</summary>
    public string? FinishReason { get; init; }

    public const string NotKept = "off";
    public const string KeptOpen = "open";
    public const string KeptPrivate = "private";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static DecisionRecord Of(CallTrace trace, string payload)
    {
        var call = trace.Call;
        return new(PromptOf(call), BudgetsOf(call), CacheOf(call), [.. CandidatesOf(call)], GuardrailsOf(call), ConfigHashOf(call), payload)
        {
            Passages = RecordedPassage.Of(call.Context),
            Owner = PayloadOwner.Of(trace),
            FinishReason = trace.FinishReason?.Value,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, s_options);

    public static DecisionRecord? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<DecisionRecord>(json, s_options);

    private static PromptDecision? PromptOf(GatewayCall call) => call.Context?.Prompt is { } chosen
        ? new(chosen.VersionId, chosen.Version, new(chosen.Kind, chosen.Label, chosen.ExperimentId, chosen.Arm))
        : call.PromptVersionId is { } version ? new(version, null, null) : null;

    private static BudgetDecision BudgetsOf(GatewayCall call)
    {
        var refusal = call.Notes.Refusal;
        return new(call.Hold?.AmountNanoUsd, call.OutputClamped, call.MaxOutputTokens, call.Hold?.LeftNanoUsd)
        {
            RefusedBy = refusal switch
            {
                { Refusal: { } budget } => new(budget.Budget, budget.CapNanoUsd, budget.UsedNanoUsd, budget.HeldNanoUsd, budget.RenewsAt) { Id = budget.BudgetId, Left = budget.LeftNanoUsd },
                { OutOfMessages: { } messages } => new(messages.Tier, null, null, null, messages.RenewsAt) { Messages = messages.Limit },
                _ => null,
            },
        };
    }

    private static CacheDecision CacheOf(GatewayCall call) => call switch
    {
        { CacheHit: { } hit } => new("hit", hit.Kind.ToString().ToLowerInvariant(), null),
        { Cache: null } => new("off", null, "not_allowed"),
        { Cache.Fresh: true } => new("passed", null, "fresh_wanted"),
        _ when call.Notes.Stages.All(stage => stage.Name != "response_cache") => new("passed", null, call.Notes.Refusal is null ? "not_comparable" : "refused_before"),
        _ => new("miss", null, null),
    };

    // In the order of the call; then whoever was asked only after a refusal.
    private static IEnumerable<CandidateDecision> CandidatesOf(GatewayCall call) => call.Notes.Considered.Select(candidate => new CandidateDecision(
        candidate.Provider, candidate.ModelId, candidate.Breaker.ToString().ToLowerInvariant(), PassedOver(call, candidate)));

    private static string? PassedOver(GatewayCall call, ConsideredCandidate candidate) => call.Attempts
        .LastOrDefault(attempt => attempt.Provider == candidate.Provider && attempt.ModelId == candidate.ModelId)?.ErrorCode;

    private static List<string> GuardrailsOf(GatewayCall call) => call.Notes.ToolCallsLeftOut == 0 ? [] : ["tool_calls_left_out"];

    // What the outcome depends on besides the messages: the same hash, the same configuration.
    private static string ConfigHashOf(GatewayCall call)
    {
        var text = new StringBuilder().Append(call.PromptVersionId).Append('|').Append(call.Model).Append('|').Append(call.Plan?.Strategy);
        foreach (var candidate in call.Plan?.Candidates ?? [])
            text.Append('|').Append(candidate.Connection.Id).Append('/').Append(candidate.Connection.Revision).Append('/').Append(candidate.ModelId).Append('/').Append(candidate.Price?.Id).Append('/').Append(candidate.Weight);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
