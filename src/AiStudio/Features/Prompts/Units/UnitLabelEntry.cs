namespace AiStudio.Features.Prompts.Units;

/// <summary>A unit, and the label its people are answered by.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="Unit">Its name.</param>
/// <param name="Label">Null: production, as everybody.</param>
/// <param name="People">How many are in it.</param>
public sealed record UnitLabelEntry(Guid UnitId, string Unit, string? Label, long People)
{
    /// <summary>Whether only owners take its people from that label.</summary>
    public bool IsProtected { get; init; }
}
