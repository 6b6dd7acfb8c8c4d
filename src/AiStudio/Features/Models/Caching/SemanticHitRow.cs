using AiStudio.Gateway.ResponseCache;

namespace AiStudio.Features.Models.Caching;

/// <summary>A question, the one whose answer it got, and what a check said.</summary>
public sealed record SemanticHitRow(
    Guid CallId, string Assistant, string Question, string SourceQuestion, double Similarity, SemanticVerdict Verdict, DateTimeOffset At);
