namespace AiStudio.Features.Traces.Detail;

/// <summary>Something that took time.</summary>
public sealed record SpanFacts(Guid CallId, string Name, DateTimeOffset StartedAt, long DurationUs);
