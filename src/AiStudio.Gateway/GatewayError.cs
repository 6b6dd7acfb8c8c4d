namespace AiStudio.Gateway;

/// <summary>One entry of the closed catalogue of what can go wrong in the gateway.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Status">The HTTP status at the edge.</param>
/// <param name="OpenAiType">The <c>type</c> of OpenAI's error body.</param>
/// <param name="Retryable">Whether another attempt or candidate may be tried.</param>
public sealed record GatewayError(string Code, int Status, string OpenAiType, bool Retryable);
