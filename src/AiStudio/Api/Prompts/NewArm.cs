namespace AiStudio.Api.Prompts;

/// <summary>An arm of an experiment to be.</summary>
/// <param name="Version">The number of the version that answers in it.</param>
/// <param name="Name">Its name; left out, the version's number.</param>
/// <param name="Weight">Its share, 1 to 1,000, in any unit; left out, 1.</param>
internal sealed record NewArm(string? Version, string? Name, int? Weight);
