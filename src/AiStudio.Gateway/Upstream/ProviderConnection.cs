namespace AiStudio.Gateway.Upstream;

/// <summary>A provider as one organization reaches it.</summary>
/// <param name="Id">The connection; adapters are kept by it and its <paramref name="Revision"/>.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Kind">The protocol it speaks.</param>
/// <param name="BaseUrl">Where, including the version segment (<c>https://host/v1</c>); <see langword="null"/> for <see cref="ProviderKind.Local"/>.</param>
/// <param name="ApiKey">The key in the clear, in memory only.</param>
/// <param name="Revision">Changes whenever the connection's settings do.</param>
public sealed record ProviderConnection(Guid Id, string Name, ProviderKind Kind, Uri? BaseUrl, ProviderKey ApiKey, long Revision)
{
    /// <summary>The header that carries <see cref="ApiKey"/>. Default <see cref="KeyHeader.Authorization"/>.</summary>
    public KeyHeader KeyHeader { get; init; }

    /// <summary>More headers of every request. Names and values are checked by whoever lets people enter them; a value with CR or LF throws when it is sent.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>More query parameters of every request, unescaped.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();
}
