using System.ComponentModel.DataAnnotations;

namespace AiStudio.Api.RateLimits;

/// <summary>
/// The limits where an organization's admins set none. Section <c>RateLimits</c>. All per minute, of a sliding minute; 0 turns a limit off.
/// </summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Requests of one person's session. Default 60.</summary>
    [Range(0, long.MaxValue)]
    public long UserRequests { get; set; } = 60;

    /// <summary>Requests of one API key, and of all keys of one person together. Default 1,000.</summary>
    [Range(0, long.MaxValue)]
    public long ApiKeyRequests { get; set; } = 1_000;

    /// <summary>Requests of an organization, people and keys together. Default 5,000.</summary>
    [Range(0, long.MaxValue)]
    public long OrganizationRequests { get; set; } = 5_000;

    /// <summary>Tokens, in and out, of one API key, and of all keys of one person together. Default 2,000,000.</summary>
    [Range(0, long.MaxValue)]
    public long ApiKeyTokens { get; set; } = 2_000_000;

    /// <summary>Tokens, in and out, of an organization. Default 10,000,000.</summary>
    [Range(0, long.MaxValue)]
    public long OrganizationTokens { get; set; } = 10_000_000;

    /// <summary>Requests of strangers from one address (an IPv6 network of 64 bits is one), and of refused keys. Default 300.</summary>
    [Range(0, long.MaxValue)]
    public long AddressRequests { get; set; } = 300;

    /// <summary>
    /// Whether nodes count together, over the database. Then they never grant more than the limit either, but each may hold back up to 5 % of it
    /// unused. Default no: each node counts for itself.
    /// </summary>
    public bool AcrossNodes { get; set; }
}
