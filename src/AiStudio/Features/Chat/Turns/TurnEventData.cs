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
    public abstract string Kind { get; }
}

/// <summary>What the answer will be based on has been read.</summary>
internal sealed record Gathered(int Passages, int Documents, int DurationMs) : TurnEventData
{
    public override string Kind => "gathered";
}

/// <summary>More of the answer.</summary>
internal sealed record TextDelta(string Text) : TurnEventData
{
    public override string Kind => "text";
}

/// <summary>The answer's markers and what they point at.</summary>
internal sealed record CitationsFound(IReadOnlyList<Citation> Citations) : TurnEventData
{
    public override string Kind => "citations";
}

/// <summary>The end: nothing follows. Everything is committed by now.</summary>
internal sealed record Finished(MessageState State, AnswerFacts? Facts, string? Problem) : TurnEventData
{
    public override string Kind => "finished";
}
