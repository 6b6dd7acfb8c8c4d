using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Evals.Judging;

/// <summary>An answer of an experiment that its judge is to score.</summary>
/// <param name="Scope">Its owner's: nobody else may read it.</param>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Id">The turn.</param>
internal sealed record SampledAnswer(TenantScope Scope, Guid ExperimentId, Guid Id);
