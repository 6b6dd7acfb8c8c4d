using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

/// <summary>Refuses the start when a configured model has no price: it would be passed over, and another model would answer in its place.</summary>
internal sealed class PricedModelsValidator(PriceCatalogue catalogue, TimeProvider time) : IValidateOptions<ProvidersOptions>
{
    public ValidateOptionsResult Validate(string? name, ProvidersOptions options)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var unpriced = (
            from configured in options.Configured()
            let model = configured.Options.Model
            where !configured.Options.Prices.Any(price => price.ModelId == model)
                && !catalogue.Models.Any(known => known.Provider == configured.Kind && known.Id == model && known.EffectiveFrom <= today)
            let setting = $"{ProvidersOptions.Section}__{configured.Kind}"
            select $"{setting}__Model is “{model}”, which has no price in the catalogue. Add {setting}__Prices__0__ModelId={model}, "
                + $"{setting}__Prices__0__InputUsd and {setting}__Prices__0__OutputUsd (dollars per million tokens; 0 when it costs nothing).").ToList();
        return unpriced.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unpriced);
    }
}
