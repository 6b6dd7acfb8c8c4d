using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models.Connections;

/// <summary>A connection as an admin types it, before anything of it is believed.</summary>
public sealed record ConnectionDraft
{
    public string Name { get; init; } = "";

    /// <summary>The protocol; not <see cref="ProviderKind.Local"/>, which every organization has already. An edit does not change it.</summary>
    public ProviderKind Kind { get; init; } = ProviderKind.OpenAi;

    /// <summary>Including the version segment: <c>https://api.openai.com/v1</c>, <c>https://x.openai.azure.com/openai/deployments/y</c>.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>Empty for a server without keys. In an edit, empty keeps the stored key, unless scheme, host or port changed: then it is forgotten.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>Where the server expects the key.</summary>
    public KeyHeader KeyHeader { get; init; }

    /// <summary>Of the names in <see cref="ConnectionRules.HeaderNames"/>. Not secret.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Of the names in <see cref="ConnectionRules.QueryNames"/>. Not secret.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();
}
