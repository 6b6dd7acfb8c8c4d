using Microsoft.Extensions.Options;

namespace AiStudio.Features.Promotion.Canaries;

internal sealed class CanaryOptionsValidator : IValidateOptions<CanaryOptions>
{
    public ValidateOptionsResult Validate(string? name, CanaryOptions options) =>
        options.Steps.Any(percent => percent is < 1 or > 99) || options.Steps.Zip(options.Steps.Skip(1)).Any(pair => pair.First >= pair.Second)
            ? ValidateOptionsResult.Fail($"{CanaryOptions.Section}:{nameof(CanaryOptions.Steps)} are growing shares in percent, each 1 to 99.")
            : ValidateOptionsResult.Success;
}
