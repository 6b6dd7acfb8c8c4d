using AiStudio.Features.Prompts;
using AiStudio.Gateway;

namespace AiStudio.Features.Evals.Running;

/// <summary>What a run goes by, read once when its job begins.</summary>
internal sealed record RunSetup(EvalRun Run, EvalSuite Suite, PromptVersion Version, EvalJudge? Judge, RunEstimate Estimate, GatewayCaller Caller);
