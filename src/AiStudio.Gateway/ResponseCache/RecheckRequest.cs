using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>Everything it takes to ask again what a semantic hit answered. Lives in memory only: it holds what a person wrote.</summary>
internal sealed record RecheckRequest(
    SemanticHit Hit, SemanticPolicy Policy, string Model, Guid? PromptVersionId, string Given, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    public GatewayCall NewCall(string model) => new(Hit.Caller with { Feature = SemanticRecheck.Feature }, model);
}
