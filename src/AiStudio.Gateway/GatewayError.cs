namespace AiStudio.Gateway;

/// <summary>One entry of the closed catalogue of what can go wrong in the gateway.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Status">The HTTP status at the edge.</param>
/// <param name="OpenAiType">The <c>type</c> of OpenAI's error body.</param>
/// <param name="Retryable">Whether another candidate may be tried.</param>
public sealed record GatewayError(string Code, int Status, string OpenAiType, bool Retryable)
{
    /// <summary>Whether the fault may pass by itself, so that the same candidate may be tried again after a pause.</summary>
    public bool Transient { get; init; }

    /// <summary>Whether it is nobody's mistake and may be over in a while: work that can wait should, and people should be told to try again.</summary>
    public bool Outage { get; init; }
}
