using System.ComponentModel.DataAnnotations;

namespace AiStudio.Platform.Http;

/// <summary>What this node takes from the network. Section <c>Http</c>.</summary>
internal sealed class HttpEdgeOptions : IValidatableObject
{
    public const string Section = "Http";

    /// <summary>Sites whose scripts may call <c>/v1</c> and <c>/api</c> with a key, as <c>https://app.example.com</c>. Default none. Cookies are never taken from them.</summary>
    public IList<string> CorsOrigins { get; init; } = [];

    /// <summary>The largest body of a request that says nothing else, in bytes. Default 32 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long the headers of a request may take. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The slowest body that is waited for, in bytes a second after the first five. Default 240.</summary>
    [Range(1, 1_048_576)]
    public double MinBytesPerSecond { get; set; } = 240;

    /// <summary>How much of an answer may wait in the system for a client that does not read, in bytes. Default 128 KiB.</summary>
    [Range(16_384, 16_777_216)]
    public int UnreadBytes { get; set; } = 128 * 1024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        CorsOrigins
            .Where(origin => !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.GetLeftPart(UriPartial.Authority) != origin)
            .Select(origin => new ValidationResult($"Http:CorsOrigins has “{origin}”, which is no origin such as https://app.example.com.", [nameof(CorsOrigins)]));
}
