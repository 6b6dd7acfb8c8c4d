using System.Net.Sockets;
using Anthropic.Exceptions;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Turns whatever a provider or its SDK throws into one entry of the catalogue. The sentences never repeat the provider's own words:
/// those may quote the prompt or the key.
/// </summary>
internal static class ProviderFaults
{
    private static readonly string[] s_contextMarks =
        ["context_length_exceeded", "maximum context length", "prompt is too long", "context window", "input is too long", "too many tokens"];

    private static readonly string[] s_policyMarks =
        ["content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation", "content management policy", "content filtering policy"];

    public static GatewayException Translate(Exception thrown) => Causes(thrown).OfType<GatewayException>().FirstOrDefault() ?? thrown switch
    {
        AnthropicSseException reported => OfEvent(reported),
        // Nobody of ours has cancelled it: there was no connection in time.
        OperationCanceledException or TimeoutException => NothingBegun(TimedOut(thrown)),
        _ when Causes(thrown).Any(cause => cause is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }) =>
            NothingBegun(new(GatewayErrors.ProviderUnavailable, "The model's provider could not be reached.", thrown)),
        _ when Causes(thrown).Any(cause => cause is HttpRequestException or IOException or SocketException) =>
            new(GatewayErrors.ProviderUnavailable, "The connection to the model's provider broke.", thrown),
        _ => new(GatewayErrors.ProviderGarbled, "The model's provider sent something that could not be understood.", thrown),
    };

    public static GatewayException TimedOut(Exception? cause) =>
        new(GatewayErrors.ProviderTimeout, "The model's provider did not answer in time.", cause);

    public static GatewayException Unfinished() =>
        new(GatewayErrors.ProviderUnavailable, "The model's provider ended the answer before it was complete.");

    /// <summary>What a response that is not a success means.</summary>
    public static GatewayException OfStatus(int status, string? body = null, string? retryAfter = null) => NothingBegun(Meaning(status, body, retryAfter));

    /// <summary>The provider bills nothing for what it did not begin.</summary>
    public static GatewayException NothingBegun(GatewayException fault)
    {
        fault.Unbilled = true;
        return fault;
    }

    private static GatewayException Meaning(int status, string? body = null, string? retryAfter = null, Exception? cause = null) => status switch
    {
        401 or 403 => new(GatewayErrors.ProviderAuthentication, "The model's provider refused the organization's key.", cause),
        429 => new(GatewayErrors.ProviderRateLimited, "The model's provider is limiting the organization's calls.", cause) { RetryAfter = RetryAfter.Parse(retryAfter) },
        408 => TimedOut(cause),
        400 or 413 or 422 when Mentions(body, s_contextMarks) => new(GatewayErrors.ContextTooLong, "The conversation is too long for this model.", cause),
        400 or 422 when Mentions(body, s_policyMarks) => new(GatewayErrors.ContentRefused, "The model's provider does not allow this content.", cause),
        >= 400 and < 500 => new(GatewayErrors.ProviderRejected, $"The model's provider refused the request (HTTP {status}).", cause),
        >= 500 => new(GatewayErrors.ProviderUnavailable, $"The model's provider has a problem (HTTP {status}).", cause) { RetryAfter = RetryAfter.Parse(retryAfter) },
        _ => new(GatewayErrors.ProviderGarbled, $"The model's provider answered with HTTP {status}.", cause),
    };

    private static GatewayException OfEvent(AnthropicSseException reported) => reported.Message switch
    {
        var text when text.Contains("rate_limit_error", StringComparison.Ordinal) => Meaning(429, cause: reported),
        var text when text.Contains("authentication_error", StringComparison.Ordinal) => Meaning(401, cause: reported),
        var text when text.Contains("invalid_request_error", StringComparison.Ordinal) => Meaning(400, text, cause: reported),
        _ => Meaning(500, cause: reported),
    };

    private static bool Mentions(string? body, string[] marks) =>
        body is not null && marks.Any(mark => body.Contains(mark, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Exception> Causes(Exception thrown)
    {
        for (var cause = thrown; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
