using System.Globalization;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

/// <summary>
/// Providers that every organization of this installation gets. Section <c>Providers</c>.
/// What is named here is applied at every start, so the configuration wins over what was changed for these connections in the console.
/// </summary>
internal sealed class ProvidersOptions
{
    public const string Section = "Providers";

    /// <summary>OpenAI, or any server that speaks its protocol.</summary>
    [ValidateObjectMembers]
    public ProviderOptions OpenAi { get; set; } = new() { Model = "gpt-4.1-mini-2025-04-14" };

    [ValidateObjectMembers]
    public ProviderOptions Anthropic { get; set; } = new() { Model = "claude-sonnet-4-5-20250929" };

    /// <summary>Those that are configured, first choice first.</summary>
    public IEnumerable<(ProviderKind Kind, string Name, Uri BaseUrl, ProviderOptions Options)> Configured()
    {
        if (OpenAi.IsConfigured)
        {
            yield return (ProviderKind.OpenAi, "OpenAI", OpenAi.BaseUrl ?? new Uri("https://api.openai.com/v1"), OpenAi);
        }

        if (Anthropic.IsConfigured)
        {
            yield return (ProviderKind.Anthropic, "Anthropic", Anthropic.BaseUrl ?? new Uri("https://api.anthropic.com/v1"), Anthropic);
        }
    }

    /// <summary>Adds host and port of every address that is set here.</summary>
    public void AddressesTo(IList<string> hosts)
    {
        foreach (var address in new[] { OpenAi.BaseUrl, Anthropic.BaseUrl }.OfType<Uri>())
        {
            hosts.Add(string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}"));
        }
    }
}
