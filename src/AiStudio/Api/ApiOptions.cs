using System.ComponentModel.DataAnnotations;

namespace AiStudio.Api;

/// <summary>The programs' side of this node. Section <c>Api</c>.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>The largest request body in bytes. Default 32 MiB: a long conversation with a few pictures.</summary>
    [Range(1_024, 1_073_741_824)]
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;
}
