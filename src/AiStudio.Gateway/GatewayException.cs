namespace AiStudio.Gateway;

/// <summary>The one exception that leaves the gateway for expected failures; it carries an entry of <see cref="GatewayErrors"/>.</summary>
public sealed class GatewayException : Exception
{
    /// <summary>Reports <paramref name="error"/> with a sentence a person can act on.</summary>
    public GatewayException(GatewayError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>What went wrong.</summary>
    public GatewayError Error { get; }

    /// <summary>Whether the provider was not reached, or refused before it began: then it bills nothing for the try.</summary>
    public bool Unbilled { get; internal set; }

    /// <summary>The parameter of the request that it is about, in OpenAI's words, where it is about one.</summary>
    public string? Param { get; init; }

    /// <summary>When another try may succeed, if known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
