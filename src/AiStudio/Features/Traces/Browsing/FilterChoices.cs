namespace AiStudio.Features.Traces.Browsing;

/// <summary>What can be chosen in the filter.</summary>
internal sealed record FilterChoices(IReadOnlyList<FilterChoice> Assistants, IReadOnlyList<FilterChoice> People)
{
    public static FilterChoices None { get; } = new([], []);
}

/// <summary>Something with a name.</summary>
internal sealed record FilterChoice(Guid Id, string Name);
