using System.ComponentModel.DataAnnotations;

namespace AiStudio.Features.Knowledge;

/// <summary>What an organization may keep. Section <c>Knowledge</c>.</summary>
internal sealed class KnowledgeOptions
{
    public const string Section = "Knowledge";

    /// <summary>How many megabytes of files an organization may store; the same file counts once. Default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int MegabytesPerOrganization { get; set; } = 10_000;

    /// <summary>How many documents an organization may have. Default 50,000.</summary>
    [Range(1, 10_000_000)]
    public int DocumentsPerOrganization { get; set; } = 50_000;

    /// <summary>How large a single file may be, in megabytes. Default 25, which is also the most.</summary>
    [Range(1, 25)]
    public int MegabytesPerFile { get; set; } = 25;
}
