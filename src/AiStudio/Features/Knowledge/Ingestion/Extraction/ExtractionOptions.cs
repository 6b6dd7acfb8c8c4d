using System.ComponentModel.DataAnnotations;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>What reading one document may cost. Section <c>Extraction</c>.</summary>
internal sealed class ExtractionOptions
{
    public const string Section = "Extraction";

    /// <summary>How long it may take. Default 25 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How much memory it may use, in megabytes. Default 512.</summary>
    [Range(128, 8_192)]
    public int MemoryMegabytes { get; set; } = 512;

    /// <summary>How many documents are read at once on this node. Default 2.</summary>
    [Range(1, 64)]
    public int MaxConcurrency { get; set; } = 2;
}
