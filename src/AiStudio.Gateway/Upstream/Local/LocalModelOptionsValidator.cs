using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Upstream.Local;

internal sealed class LocalModelOptionsValidator : IValidateOptions<LocalModelOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalModelOptions options) => options.TokensPerSecond is >= 0 and <= 100_000
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"{LocalModelOptions.Section}:{nameof(options.TokensPerSecond)} is {options.TokensPerSecond}; it must be between 0 and 100000.");
}
