using System.Text.Json.Serialization;

namespace AiStudio.Features.Evals.Checks;

/// <summary>What one check says of an answer.</summary>
/// <param name="Kind">Which check.</param>
/// <param name="Passed">Null when it could not be decided: that is an error, never a pass.</param>
/// <param name="Why">For people.</param>
public sealed record CheckResult(string Kind, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool? Passed, string Why);
