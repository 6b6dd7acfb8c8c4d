using System.Text.Json.Serialization;

namespace AiStudio.Features.Chat.Turns;

/// <summary>The closed family of what can happen in a turn.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Gathered), "gathered")]
[JsonDerivedType(typeof(TextDelta), "text")]
[JsonDerivedType(typeof(CitationsFound), "citations")]
[JsonDerivedType(typeof(Finished), "finished")]
internal abstract record TurnEventData
{
    [JsonIgnore]
    public string Kind => this switch
    {
        Gathered => "gathered",
        TextDelta => "text",
        CitationsFound => "citations",
        Finished => "finished",
        _ => throw new InvalidOperationException("The family is closed."),
    };
}

/// <summary>What the answer will be based on has been read.</summary>
internal sealed record Gathered(int Passages, int Documents, int DurationMs) : TurnEventData
{
    /// <summary>The question that was searched for, when it was not the one that was asked.</summary>
    public string? SearchedFor { get; init; }
}

/// <summary>More of the answer.</summary>
internal sealed record TextDelta(string Text) : TurnEventData;

/// <summary>The answer's markers and what they point at.</summary>
internal sealed record CitationsFound(IReadOnlyList<Citation> Citations) : TurnEventData;

/// <summary>The end: nothing follows. Everything is committed by now.</summary>
internal sealed record Finished(MessageState State, AnswerFacts? Facts, string? Problem) : TurnEventData;
