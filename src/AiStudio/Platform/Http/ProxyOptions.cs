using System.ComponentModel.DataAnnotations;
using System.Net;

namespace AiStudio.Platform.Http;

/// <summary>The proxies in front of this node. Section <c>Proxy</c>. What they say about a visitor is believed, and nobody else is.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Proxy";

    /// <summary>Addresses of proxies. Default none.</summary>
    public IList<string> KnownProxies { get; init; } = [];

    /// <summary>Networks of proxies, as <c>10.0.0.0/8</c>. Default none.</summary>
    public IList<string> KnownNetworks { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var proxy in KnownProxies.Where(proxy => !IPAddress.TryParse(proxy, out _)))
        {
            yield return new ValidationResult($"Proxy:KnownProxies has “{proxy}”, which is no IP address.", [nameof(KnownProxies)]);
        }

        foreach (var network in KnownNetworks.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return new ValidationResult($"Proxy:KnownNetworks has “{network}”, which is no network such as 10.0.0.0/8.", [nameof(KnownNetworks)]);
        }
    }
}
