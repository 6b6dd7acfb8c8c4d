using System.ClientModel;
using System.Net;
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

    public static GatewayException Translate(Exception thrown) => thrown switch
    {
        GatewayException known => known,
        ClientResultException { Status: > 0 } answered =>
            OfStatus(answered.Status, Body(answered), RetryAfter.Parse(Header(answered, "retry-after")), answered),
        AnthropicApiException answered => OfStatus((int)answered.StatusCode, answered.ResponseBody, retryAfter: null, answered),
        AnthropicSseException reported => OfEvent(reported),
        OperationCanceledException or TimeoutException => TimedOut(thrown),
        _ when IsTransport(thrown) => new(GatewayErrors.ProviderUnavailable, "The model's provider could not be reached, or the connection to it broke.", thrown),
        _ => new(GatewayErrors.ProviderGarbled, "The model's provider sent something that could not be understood.", thrown),
    };

    public static GatewayException TimedOut(Exception cause) =>
        new(GatewayErrors.ProviderTimeout, "The model's provider did not answer in time.", cause);

    public static GatewayException Unfinished() =>
        new(GatewayErrors.ProviderUnavailable, "The model's provider ended the answer before it was complete.");

    private static GatewayException OfStatus(int status, string? body, TimeSpan? retryAfter, Exception cause) => status switch
    {
        401 or 403 => new(GatewayErrors.ProviderAuthentication, "The model's provider refused the organization's key.", cause),
        429 => new(GatewayErrors.ProviderRateLimited, "The model's provider is limiting the organization's calls.", cause) { RetryAfter = retryAfter },
        408 => TimedOut(cause),
        400 or 413 or 422 when IsTooLong(body) => new(GatewayErrors.ContextTooLong, "The conversation is too long for this model.", cause),
        >= 400 and < 500 => new(GatewayErrors.ProviderRejected, $"The model's provider refused the request (HTTP {status}).", cause),
        >= 500 => new(GatewayErrors.ProviderUnavailable, $"The model's provider has a problem (HTTP {status}).", cause) { RetryAfter = retryAfter },
        _ => new(GatewayErrors.ProviderGarbled, $"The model's provider answered with HTTP {status}.", cause),
    };

    private static GatewayException OfEvent(AnthropicSseException reported) => reported.Message switch
    {
        var text when text.Contains("rate_limit_error", StringComparison.Ordinal) => OfStatus(429, null, null, reported),
        var text when text.Contains("authentication_error", StringComparison.Ordinal) => OfStatus(401, null, null, reported),
        var text when text.Contains("invalid_request_error", StringComparison.Ordinal) => OfStatus(400, text, null, reported),
        _ => OfStatus(500, null, null, reported),
    };

    private static bool IsTooLong(string? body) =>
        body is not null && s_contextMarks.Any(mark => body.Contains(mark, StringComparison.OrdinalIgnoreCase));

    private static bool IsTransport(Exception thrown)
    {
        for (var cause = thrown; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or IOException or SocketException or WebException)
                return true;
        }

        return false;
    }

    private static string? Body(ClientResultException answered)
    {
        try
        {
            return answered.GetRawResponse()?.Content.ToString();
        }
        catch (InvalidOperationException)
        {
            // Not buffered: the SDK could not read it either.
            return null;
        }
    }

    private static string? Header(ClientResultException answered, string name) =>
        answered.GetRawResponse()?.Headers.TryGetValue(name, out var value) == true ? value : null;
}
