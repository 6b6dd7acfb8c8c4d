using AiStudio.Features.Traces.Payloads;
using AiStudio.Features.Traces.Retention;

namespace AiStudio.Features.Traces.Settings;

/// <summary>What is kept, and what the latest runs of the job have removed.</summary>
internal sealed record KeptPolicy(PayloadPolicy Policy, IReadOnlyList<RetentionRun> Runs);
