namespace AiStudio.Features.Traces.Recording;

/// <summary>Who could have answered.</summary>
public sealed record CandidateDecision(string Provider, string Model, string Breaker, string? PassedOver);
