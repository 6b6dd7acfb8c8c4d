using System.ComponentModel.DataAnnotations;

namespace AiStudio.Api;

/// <summary>The programs' side of this node. Section <c>Api</c>.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>The largest request body in bytes. Default 32 MiB: a long conversation with a few pictures.</summary>
    [Range(1_024, 1_073_741_824)]
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long an answer of up to 1 MiB can be watched again under its <c>x-turn-id</c>. Default 24 h, which is also the most; 0 keeps none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan KeepAnswersFor { get; set; } = TimeSpan.FromHours(24);
}
