namespace AiStudio.Gateway.Audit;

/// <summary>What went to a provider, by its fingerprint.</summary>
/// <param name="Attempt">The attempt's number, from 1.</param>
/// <param name="Sha256">Of the exact body, in lower-case hexadecimal.</param>
public sealed record SentBody(int Attempt, string Sha256);
