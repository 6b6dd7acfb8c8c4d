using AiStudio.Features.Knowledge.Retrieval.Logging;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>A question whose passages a model, or a program, shall be given.</summary>
/// <param name="KnowledgeBaseIds">Where it is looked for.</param>
/// <param name="Question">As it was asked.</param>
/// <param name="Source">Who asked.</param>
internal sealed record GatheringRequest(IReadOnlyList<Guid> KnowledgeBaseIds, string Question, RetrievalSource Source)
{
    /// <summary>The question that is searched for, when it is not the one that was asked.</summary>
    public string? Rewritten { get; init; }

    /// <summary>How many passages, when the settings of the bases shall not say.</summary>
    public int? TopK { get; init; }

    /// <summary>The turn it is asked for.</summary>
    public Guid? TurnId { get; init; }

    public SearchFilter Filter { get; init; } = new();

    /// <summary>Whether an approved answer would do.</summary>
    public bool TakesCurated { get; init; } = true;

    /// <summary>Whether it is kept among the searches of whoever searches; not where the question is somebody else's.</summary>
    public bool Logged { get; init; } = true;

    /// <summary>Who accounts for the calls it makes on its way.</summary>
    public ICallBook? Calls { get; init; }
}
