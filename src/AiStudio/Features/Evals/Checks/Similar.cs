using System.Globalization;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer means about what a reference answer says, by the cosine of their embeddings.</summary>
public sealed record Similar(string Reference) : Check
{
    /// <summary>The least cosine, 0 to 1. What is near depends on the embedding model: try before you trust.</summary>
    public double AtLeast { get; init; } = 0.8;

    internal override string Kind => "similarity";

    internal override string? Problem => AtLeast is > 0 and <= 1 ? TextProblem(Reference, "a reference answer") : "A similarity is above 0 and at most 1.";

    internal override async ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(answer.Text))
            return Result(false, "It is empty.");
        var similarity = await aid.SimilarityAsync(answer.Text, Reference, cancellationToken);
        return !similarity.Succeeded ? new(Kind, null, similarity.Error.Message)
            : Result(similarity.Value >= AtLeast, string.Create(CultureInfo.InvariantCulture, $"Its similarity to the reference is {similarity.Value:0.00}; {AtLeast:0.00} is needed."));
    }
}
