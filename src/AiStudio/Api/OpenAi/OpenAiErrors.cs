using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi;

/// <summary>What can go wrong on the way in, and how what went wrong in the gateway is told.</summary>
internal static class OpenAiErrors
{
    private const string InvalidRequest = "invalid_request_error";

    /// <summary>One for every key that does not open: it does not say why.</summary>
    public static readonly OpenAiError InvalidKey = new(
        StatusCodes.Status401Unauthorized, InvalidRequest, "invalid_api_key", "No valid API key was sent. Send it as “Authorization: Bearer ais_…”; keys are made in AiStudio under API keys.");

    public static readonly OpenAiError Internal = new(
        StatusCodes.Status500InternalServerError, "server_error", "internal_error", "Something went wrong on our side. The request id finds it in the log of the installation.");

    public static readonly OpenAiError Unavailable = new(
        StatusCodes.Status503ServiceUnavailable, "server_error", "unavailable", "The service cannot answer right now. Please try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };

    public static OpenAiError OutOfScope(string? scope) => new(
        StatusCodes.Status403Forbidden, InvalidRequest, "insufficient_permissions", $"This API key lacks the scope “{scope}”, or whoever made it has lost that right.");

    public static OpenAiError NoSuchUrl(string method, string path) => new(
        StatusCodes.Status404NotFound, InvalidRequest, "unknown_url", $"Unknown request URL: {method} {path}. Look at the address and the method.");

    public static OpenAiError NoSuchModel(string model) => new(
        StatusCodes.Status404NotFound, InvalidRequest, "model_not_found", $"The model “{model}” does not exist, or this API key may not use it.", "model");

    public static OpenAiError Missing(string param) => Invalid("missing_required_parameter", param, $"Missing required parameter: “{param}”.");

    public static OpenAiError WrongType(string param, string expected) => Invalid("invalid_type", param, $"Invalid type for “{param}”: expected {expected}.");

    public static OpenAiError WrongValue(string param, string expected) => Invalid("invalid_value", param, $"Invalid value for “{param}”: expected {expected}.");

    public static OpenAiError Unsupported(string param, string reason) => Invalid("unsupported_parameter", param, $"“{param}” is not supported: {reason}");

    public static OpenAiError Invalid(string code, string? param, string message) => new(StatusCodes.Status400BadRequest, InvalidRequest, code, message, param);

    public static OpenAiError Of(GatewayException failure) => new(
        failure.Error.Status, failure.Error.OpenAiType, failure.Error.Code, failure.Message, failure.Param ?? ParamOf(failure.Error))
    {
        RetryAfter = failure.RetryAfter,
        // A library would knock at a closed budget again and again.
        ShouldRetry = failure.Error == GatewayErrors.BudgetExhausted || failure.Error == GatewayErrors.PriceUnknown ? false : null,
    };

    public static OpenAiError Of(BadHttpRequestException failure) => failure.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new(failure.StatusCode, InvalidRequest, "request_too_large", "The request body is larger than this installation takes."),
        StatusCodes.Status408RequestTimeout => new(failure.StatusCode, InvalidRequest, "request_timeout", "The request body did not arrive in time."),
        _ => new(StatusCodes.Status400BadRequest, InvalidRequest, "bad_request", "The request is not well-formed HTTP."),
    };

    public static OpenAiError OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => InvalidKey,
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => NoSuchUrl(context.Request.Method, context.Request.Path),
        >= 500 => Internal,
        var status => new(status, InvalidRequest, "bad_request", "The request cannot be answered."),
    };

    private static string? ParamOf(GatewayError error) =>
        error == GatewayErrors.ModelNotFound || error == GatewayErrors.PriceUnknown ? "model" : error == GatewayErrors.ContextTooLong ? "messages" : null;
}
