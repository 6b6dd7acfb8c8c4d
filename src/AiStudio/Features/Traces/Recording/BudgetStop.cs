namespace AiStudio.Features.Traces.Recording;

/// <summary>A budget or a tier that refused.</summary>
public sealed record BudgetStop(string Name, long? Cap, long? Used, long? Held, DateTimeOffset RenewsAt)
{
    /// <summary>The budget, when it was one; not in records from before it was known.</summary>
    public Guid? Id { get; init; }

    /// <summary>What the budget had left for a call, in nano-dollars.</summary>
    public long? Left { get; init; }

    /// <summary>Messages a day, when it was a tier.</summary>
    public long? Messages { get; init; }
}
