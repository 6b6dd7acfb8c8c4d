using AiStudio.Features.Quality;

namespace AiStudio.Features.Chat.Turns;

/// <summary>How a turn ended: what is committed before any watcher hears of it.</summary>
internal sealed record TurnOutcome(MessageState State, string Text)
{
    public IReadOnlyList<Citation> Citations { get; init; } = [];

    public AnswerFacts? Facts { get; init; }

    public Guid? CallId { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>What counts for the experiment that it is part of; <see langword="null"/> when it counts for none.</summary>
    public MeasuredAnswer? Measured { get; init; }

    /// <summary>What is known of an answer that came to its end.</summary>
    public AnswerMark? Mark { get; init; }

    /// <summary>Why it did not end well, as a sentence for the person.</summary>
    public string? Problem { get; init; }

    public IReadOnlyList<MessagePart> Parts =>
    [
        new TextPart(Text),
        .. Citations.Select(citation => new CitationPart(citation)),
        .. Facts is null ? Array.Empty<MessagePart>() : [new FactsPart(Facts)],
    ];

    public IEnumerable<TurnEventData> Events =>
    [
        .. Citations.Count == 0 ? Array.Empty<TurnEventData>() : [new CitationsFound(Citations)],
        new Finished(State, Facts, Problem),
    ];

    public TurnState TurnState => State switch
    {
        MessageState.Complete => TurnState.Completed,
        MessageState.Stopped => TurnState.Stopped,
        MessageState.Failed => TurnState.Failed,
        _ => TurnState.Interrupted,
    };

    /// <summary>It broke off or never began, whichever the text says.</summary>
    public static TurnOutcome Broken(string text, string code, string problem) =>
        new(text.Length == 0 ? MessageState.Failed : MessageState.Interrupted, text) { ErrorCode = code, Problem = problem };
}
