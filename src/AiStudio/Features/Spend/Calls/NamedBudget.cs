namespace AiStudio.Features.Spend.Calls;

/// <summary>A budget to choose: its name may be another's too.</summary>
public sealed record NamedBudget(Guid Id, string Name);
