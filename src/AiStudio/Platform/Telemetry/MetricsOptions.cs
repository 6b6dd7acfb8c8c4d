namespace AiStudio.Platform.Telemetry;

/// <summary>Who may read <c>/metrics</c>. Section <c>Metrics</c>.</summary>
internal sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>What a scraper sends as <c>Authorization: Bearer …</c>. Without one only this machine may read, directly and not through a proxy. Default none.</summary>
    public string Token { get; set; } = "";
}
