using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models.Connections;

/// <summary>A connection as admins see it: everything but the key.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Kind">The protocol.</param>
/// <param name="BaseUrl">Null for the local provider.</param>
/// <param name="HasKey">Whether a key is stored.</param>
/// <param name="KeyHeader">Where the key goes.</param>
/// <param name="Headers">More headers of every request.</param>
/// <param name="Query">More query parameters of every request.</param>
/// <param name="Configured">Whether it comes from the installation's configuration, so that address and key are changed there.</param>
/// <param name="DisabledAt">Since when it serves nothing; null while it serves.</param>
public sealed record ConnectionView(
    Guid Id, string Name, ProviderKind Kind, string? BaseUrl, bool HasKey, KeyHeader KeyHeader,
    IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Query, bool Configured, DateTimeOffset? DisabledAt);
