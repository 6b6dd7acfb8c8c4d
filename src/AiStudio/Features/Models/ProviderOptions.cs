using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

/// <summary>One provider. It is configured when it has a key or an address.</summary>
internal sealed class ProviderOptions : IValidatableObject
{
    /// <summary>The key; empty when the server needs none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Where, including the version segment (<c>https://host/v1</c>). Default: the provider's own address.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>The pinned model behind <c>balanced</c>, <c>fast</c> and <c>quality</c>.</summary>
    [Required]
    public string Model { get; set; } = "";

    /// <summary>Prices of models that are not in the catalogue, or that cost something else here. A model without a price is refused.</summary>
    [ValidateEnumeratedItems]
    public IList<ConfiguredPrice> Prices { get; init; } = [];

    public bool IsConfigured => ApiKey.Length > 0 || BaseUrl is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BaseUrl is not null && (!BaseUrl.IsAbsoluteUri || BaseUrl.Scheme is not ("http" or "https") || BaseUrl.UserInfo.Length > 0))
        {
            yield return new ValidationResult("BaseUrl is an absolute http or https address without a user.", [nameof(BaseUrl)]);
        }
    }
}
