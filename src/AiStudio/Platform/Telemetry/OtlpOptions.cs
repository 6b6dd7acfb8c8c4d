using System.ComponentModel.DataAnnotations;

namespace AiStudio.Platform.Telemetry;

/// <summary>Where traces and metrics are sent, by OpenTelemetry's protocol. Section <c>Otlp</c>.</summary>
internal sealed class OtlpOptions
{
    public const string Section = "Otlp";

    /// <summary>The collector's address, as <c>http://collector:4318</c>. Without one nothing is sent. Default none.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary><c>http/protobuf</c> or <c>grpc</c>. Default <c>http/protobuf</c>.</summary>
    [RegularExpression("http/protobuf|grpc")]
    public string Protocol { get; set; } = "http/protobuf";

    /// <summary>Headers for the collector, as <c>name=value,name=value</c>; a secret. Default none.</summary>
    public string Headers { get; set; } = "";

    /// <summary>What the collector calls this installation. Default <c>aistudio</c>.</summary>
    [Required]
    public string ServiceName { get; set; } = "aistudio";

    /// <summary>The share of traces that is sent where the caller's <c>traceparent</c> has not decided. Default 1; 0 – 1.</summary>
    [Range(0.0, 1.0)]
    public double SampleShare { get; set; } = 1;

    /// <summary>How often metrics are sent. Default 60 s; 1 s – 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MetricsEvery { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether spans hold what was asked and answered, private chats too: whoever reads the collector reads them. Default no.</summary>
    public bool CaptureContent { get; set; }
}
