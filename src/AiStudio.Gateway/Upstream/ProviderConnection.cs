namespace AiStudio.Gateway.Upstream;

/// <summary>A provider as one organization reaches it.</summary>
/// <param name="Id">The connection; adapters are kept by it and its <paramref name="Revision"/>.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Kind">The protocol it speaks.</param>
/// <param name="BaseUrl">Where, including the version segment (<c>https://host/v1</c>); <see langword="null"/> for <see cref="ProviderKind.Local"/>.</param>
/// <param name="ApiKey">The key in the clear, in memory only.</param>
/// <param name="Revision">Changes whenever the connection's settings do.</param>
public sealed record ProviderConnection(Guid Id, string Name, ProviderKind Kind, Uri? BaseUrl, ProviderKey ApiKey, long Revision);
