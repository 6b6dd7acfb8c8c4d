namespace AiStudio.Features.People.Units;

/// <summary>A unit and how many people are in it.</summary>
public sealed record UnitRow(Guid Id, string Name, bool Archived, int People);
