using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Prompts;

/// <summary>
/// Of the feature that brings versions into production: it is asked before somebody lets a version answer people in another way, by putting an earlier one back, by a test or by the
/// label of an organization unit, and told of what was put back, within the same transaction.
/// </summary>
internal interface IProductionWatch
{
    /// <summary>The code with which a test is refused that gives more to versions which nobody else has approved than they may have.</summary>
    const string NeedsApproval = "experiment_needs_approval";

    /// <summary>Why this version must not go back there; <see langword="null"/> when it may.</summary>
    Task<Error?> ObjectionAsync(StudioDb db, PromptVersion version, CancellationToken cancellationToken);

    /// <summary>Why this version must not answer the people of a unit, as <paramref name="caller"/> wants; <see langword="null"/> when it may.</summary>
    Task<Error?> UnitObjectionAsync(StudioDb db, Caller caller, PromptVersion version, CancellationToken cancellationToken);

    /// <summary>Why these versions must not answer people in a test that <paramref name="caller"/> starts; <see langword="null"/> when they may.</summary>
    /// <param name="db">The transaction of the start.</param>
    /// <param name="caller">An admin.</param>
    /// <param name="unit">What stays in one arm.</param>
    /// <param name="arms">Every version with its weight: what counts is its part of the sum.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Error?> TestObjectionAsync(StudioDb db, Caller caller, ExperimentUnit unit, IReadOnlyList<(PromptVersion Version, int Weight)> arms, CancellationToken cancellationToken);

    /// <summary>What would let a test start that is refused with <see cref="NeedsApproval"/>.</summary>
    /// <param name="db">A transaction in which nothing is changed.</param>
    /// <param name="unit">What stays in one arm.</param>
    /// <param name="arms">Every version with its weight.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TestAdvice> TestAdviceAsync(StudioDb db, ExperimentUnit unit, IReadOnlyList<(PromptVersion Version, int Weight)> arms, CancellationToken cancellationToken);

    /// <summary>Production was put back.</summary>
    Task PutBackAsync(StudioDb db, Caller caller, PromptVersion version, CancellationToken cancellationToken);
}
