using System.ComponentModel.DataAnnotations;

namespace AiStudio.Api.Batches;

/// <summary>What the operator may set for batches. Section <c>Batches</c>.</summary>
internal sealed class BatchOptions
{
    public const string Section = "Batches";

    /// <summary>How many requests of one batch are under way at once. Default 8: people who wait for an answer come first at the providers.</summary>
    [Range(1, 256)]
    public int Parallel { get; set; } = 8;
}
