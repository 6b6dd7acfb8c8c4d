using AiStudio.Features.Traces.Payloads;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Replay;

/// <summary>What is asked, ready to be sent.</summary>
/// <param name="Model">An alias or a pinned id.</param>
/// <param name="Messages">Rendered.</param>
/// <param name="Options">How.</param>
/// <param name="VersionId">The prompt version that it begins with.</param>
/// <param name="Passages">What the numbers of citations point at.</param>
internal sealed record ReplayRequest(string Model, IReadOnlyList<ChatMessage> Messages, RecordedOptions Options, Guid? VersionId, IReadOnlyList<RecordedPassage> Passages);
