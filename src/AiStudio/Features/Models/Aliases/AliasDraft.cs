using AiStudio.Gateway.Routing;

namespace AiStudio.Features.Models.Aliases;

/// <summary>An alias as an admin has it on the screen. <see cref="Revision"/> is the one that was read: saving on top of another is refused.</summary>
public sealed record AliasDraft
{
    /// <summary>Null: a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>What callers ask for. Given once.</summary>
    public string Name { get; init; } = "";

    public RoutingStrategy Strategy { get; init; }

    public long Revision { get; init; }

    /// <summary>Asked first, and after ordinary faults.</summary>
    public IReadOnlyList<AliasCandidate> Answer { get; init; } = [];

    /// <summary>Asked instead when the messages do not fit.</summary>
    public IReadOnlyList<AliasCandidate> ContextOverflow { get; init; } = [];

    /// <summary>Asked instead when the content is refused.</summary>
    public IReadOnlyList<AliasCandidate> ContentRefusal { get; init; } = [];

    public bool BuiltIn => Name is ModelAlias.Balanced or ModelAlias.Fast or ModelAlias.Quality or ModelAlias.Embedding;

    public IReadOnlyList<AliasCandidate> this[CandidateList list] => list switch
    {
        CandidateList.ContextOverflow => ContextOverflow,
        CandidateList.ContentRefusal => ContentRefusal,
        _ => Answer,
    };

    public AliasDraft With(CandidateList list, IReadOnlyList<AliasCandidate> candidates) => list switch
    {
        CandidateList.ContextOverflow => this with { ContextOverflow = candidates },
        CandidateList.ContentRefusal => this with { ContentRefusal = candidates },
        _ => this with { Answer = candidates },
    };
}
