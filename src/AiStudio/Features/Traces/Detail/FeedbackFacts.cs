using System.Text.Json.Serialization;

namespace AiStudio.Features.Traces.Detail;

/// <summary>What the person thought of the answer. The comment is for people who look: programs are told no words.</summary>
public sealed record FeedbackFacts(short Rating, [property: JsonIgnore] string? Comment, DateTimeOffset CreatedAt);
