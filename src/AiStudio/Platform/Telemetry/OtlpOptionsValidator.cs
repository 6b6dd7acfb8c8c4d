using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Telemetry;

internal sealed class OtlpOptionsValidator : IValidateOptions<OtlpOptions>
{
    public ValidateOptionsResult Validate(string? name, OtlpOptions options) =>
        options.Endpoint.Length == 0 || (Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var endpoint) && (endpoint.Scheme is "http" or "https"))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Otlp:Endpoint is not an http or https address.");
}
