namespace AiStudio.Gateway.Upstream.Local;

/// <summary>What the operator may set for the offline models. Section <c>LocalModel</c>.</summary>
public sealed class LocalModelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LocalModel";

    /// <summary>How fast an answer streams, in words per second. Default 60; 0 (as fast as possible) – 100,000.</summary>
    public int TokensPerSecond { get; set; } = 60;
}
