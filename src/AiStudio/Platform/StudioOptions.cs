using System.ComponentModel.DataAnnotations;

namespace AiStudio.Platform;

/// <summary>What the operator sets for the installation as a whole. Section <c>Studio</c>.</summary>
internal sealed class StudioOptions
{
    public const string Section = "Studio";

    /// <summary>Where files live that are not in the database: mails of a development installation, demo accounts. Default <c>.data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = ".data";

    /// <summary>A file with 32 random bytes in base64: provider keys and data-protection keys are encrypted with it. Required.</summary>
    [Required]
    public string MasterKeyFile { get; set; } = "";

    /// <summary>Whether an empty database gets a demo organization with four accounts. Default no.</summary>
    public bool SeedDemo { get; set; }

    /// <summary>The address people reach the site at; links in mails are built from it, never from a request's Host header.</summary>
    [Required, Url]
    public string PublicUrl { get; set; } = "http://localhost:5080";
}
