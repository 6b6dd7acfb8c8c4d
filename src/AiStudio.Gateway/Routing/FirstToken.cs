namespace AiStudio.Gateway.Routing;

/// <summary>The first token that a provider sent.</summary>
/// <param name="Attempt">The number of the attempt that it came from, from 1.</param>
/// <param name="AtProviders">How long providers took until it came, every attempt until then together.</param>
public sealed record FirstToken(int Attempt, TimeSpan AtProviders);
