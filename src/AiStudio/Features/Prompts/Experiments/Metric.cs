namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What is measured of the answers of an arm.</summary>
/// <param name="Key">Its name in rows and in the API.</param>
/// <param name="Name">For people, as the beginning of a sentence.</param>
/// <param name="IsShare">Whether it is a share of something: then its values are fractions and its effects differences of fractions. Else it is an amount, and effects are fractions of the baseline's mean.</param>
/// <param name="LessIsBetter">Whether a good arm has less of it; <see langword="null"/> for what is neither good nor bad.</param>
/// <param name="UsualEffect">The change that is offered as the smallest one that matters.</param>
public sealed record Metric(string Key, string Name, bool IsShare, bool? LessIsBetter, double UsualEffect)
{
    /// <summary>What it is a share of, or the mean for.</summary>
    public string Of { get; init; } = "answers";

    /// <summary>The share that is assumed where nothing has been measured yet.</summary>
    public double UsualShare { get; init; } = 0.05;
}
