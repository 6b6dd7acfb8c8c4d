namespace AiStudio.Features.Evals;

/// <summary>A suite in the list.</summary>
/// <param name="Id">Which.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Prompt">The slug of the prompt whose versions it asks.</param>
/// <param name="PromptName">That prompt's name.</param>
/// <param name="Model">Who answers.</param>
/// <param name="Cases">How many cases it has.</param>
/// <param name="Gates">Whether a version must pass it before production.</param>
/// <param name="MinPassRate">The share of cases that must pass.</param>
/// <param name="NightlyAt">When it runs every night, in UTC.</param>
/// <param name="LastRun">The newest run.</param>
/// <param name="Trend">The pass rates of the last ended runs, the oldest first; at most ten.</param>
public sealed record SuiteEntry(
    Guid Id, string Slug, string Name, string Prompt, string PromptName, string Model, int Cases, bool Gates, double MinPassRate, TimeOnly? NightlyAt, RunEntry? LastRun, IReadOnlyList<double> Trend);
