namespace AiStudio.Gateway.Audit;

/// <summary>Something that took time.</summary>
/// <param name="Name">What, as <c>where.what</c>: <c>gather.retrieval</c>, <c>gateway.budgets</c>.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
public sealed record TraceSpan(string Name, DateTimeOffset StartedAt, TimeSpan Duration)
{
    /// <summary>Figures and codes about it; never a text that a person or a model wrote.</summary>
    public IReadOnlyDictionary<string, object?>? Attributes { get; init; }
}
