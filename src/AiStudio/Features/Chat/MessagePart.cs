using System.Text.Json.Serialization;

namespace AiStudio.Features.Chat;

/// <summary>The closed family of what a message is made of.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TextPart), "text")]
[JsonDerivedType(typeof(CitationPart), "citation")]
[JsonDerivedType(typeof(FactsPart), "facts")]
internal abstract record MessagePart;

/// <summary>What was said.</summary>
internal sealed record TextPart(string Text) : MessagePart;

/// <summary>What a marker in the text points at.</summary>
internal sealed record CitationPart(Citation Citation) : MessagePart;

/// <summary>What the answer took.</summary>
internal sealed record FactsPart(AnswerFacts Facts) : MessagePart;
