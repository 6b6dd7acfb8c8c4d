using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Gateway.Audit;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat;

/// <summary>A question to an assistant that belongs to no conversation, ready to be asked.</summary>
/// <param name="Model">The alias or pinned id that answers.</param>
/// <param name="Feature">The tag that the assistant's spend is reported under.</param>
/// <param name="PromptVersionId">The version that answers.</param>
/// <param name="Settings">How that version wants the model to be asked.</param>
/// <param name="Messages">The prompt, what was said, the passages, the question.</param>
/// <param name="Passages">What the numbers of citations point at, from 1.</param>
/// <param name="KeepFor">How long the assistant lets its answers be given again to the same messages; null for never.</param>
internal sealed record AssistantQuestion(
    string Model, string Feature, Guid PromptVersionId, PromptSettings Settings, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<RetrievedPassage> Passages, TimeSpan? KeepFor)
{
    /// <summary>What the trace of the call is told about it.</summary>
    public CallContext? Context { get; init; }

    /// <summary>The arm that answers, while the prompt's traffic is split.</summary>
    public Assignment? Assignment { get; init; }
}
