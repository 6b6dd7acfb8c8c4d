using System.ComponentModel.DataAnnotations;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform;

namespace AiStudio.Features.Models;

/// <summary>A price the operator names, in dollars per million tokens. It is in force from the start that first sees it.</summary>
internal sealed class ConfiguredPrice : IValidatableObject
{
    [Required]
    public string ModelId { get; set; } = "";

    [Required, Range(0d, 10_000d)]
    public decimal? InputUsd { get; set; }

    /// <summary>Input read from the provider's cache. Default: as fresh input.</summary>
    [Range(0d, 10_000d)]
    public decimal? CachedInputUsd { get; set; }

    /// <summary>Input written to the provider's cache. Default: as fresh input.</summary>
    [Range(0d, 10_000d)]
    public decimal? CacheWriteUsd { get; set; }

    [Required, Range(0d, 10_000d)]
    public decimal? OutputUsd { get; set; }

    /// <summary>Tokens of input and output together. Default 128,000.</summary>
    [Range(1, int.MaxValue)]
    public int ContextWindow { get; set; } = 128_000;

    /// <summary>The largest answer, in tokens. Default 4,096.</summary>
    [Range(1, int.MaxValue)]
    public int MaxOutputTokens { get; set; } = 4_096;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (new[] { InputUsd, CachedInputUsd, CacheWriteUsd, OutputUsd }.Any(usd => usd is { } figure && decimal.Round(figure, 9) != figure))
        {
            yield return new ValidationResult($"The price of {ModelId} has more than nine decimal places.");
        }
    }

    public ModelPrice PriceFor(Guid organization, ProviderKind kind, DateTimeOffset from) => new()
    {
        OrganizationId = organization,
        ProviderKind = kind,
        ModelId = ModelId,
        EffectiveFrom = from,
        InputNanoPerMillion = NanoUsd.Exactly(InputUsd!.Value),
        CachedInputNanoPerMillion = NanoUsd.Exactly(CachedInputUsd ?? InputUsd.Value),
        CacheWriteNanoPerMillion = NanoUsd.Exactly(CacheWriteUsd ?? InputUsd.Value),
        OutputNanoPerMillion = NanoUsd.Exactly(OutputUsd!.Value),
        ContextWindow = ContextWindow,
        MaxOutputTokens = MaxOutputTokens,
        Source = $"Configuration of this installation ({ProvidersOptions.Section}:{kind}:Prices)",
    };
}
