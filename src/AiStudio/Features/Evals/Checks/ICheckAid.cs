using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals.Checks;

/// <summary>What some checks need beside the answer: models.</summary>
internal interface ICheckAid
{
    /// <summary>How near two texts are, −1 to 1.</summary>
    Task<Result<double>> SimilarityAsync(string left, string right, CancellationToken cancellationToken);

    /// <summary>What the suite's judge says of an answer.</summary>
    /// <param name="answer">The question and the answer.</param>
    /// <param name="criterion">What it shall look at beside its own rubric; null for the rubric alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Result<JudgeVerdict>> JudgeAsync(CheckedAnswer answer, string? criterion, CancellationToken cancellationToken);

    /// <summary>Names a document can be cited by: its name, its id, its external id.</summary>
    Task<IReadOnlySet<Guid>> DocumentsAsync(string name, CancellationToken cancellationToken);
}
