using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

/// <summary>Refuses the start when a configured model's id is not pinned.</summary>
internal sealed class PinnedModelsValidator(PriceCatalogue catalogue) : IValidateOptions<ProvidersOptions>
{
    public ValidateOptionsResult Validate(string? name, ProvidersOptions options)
    {
        var floating = (
            from configured in options.Configured()
            let problem = PinnedModelId.Check(configured.Kind, configured.Options.Model, catalogue)
            where problem is not null
            select $"{ProvidersOptions.Section}__{configured.Kind}__Model: {problem.Message}").ToList();
        return floating.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(floating);
    }
}
