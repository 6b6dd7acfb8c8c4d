using System.Globalization;
using System.Text.Json.Nodes;
using AiStudio.Api.Contract;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace AiStudio.Api.Reference;

/// <summary>The refusals of an operation, each with an example in the form of its side.</summary>
internal static class OperationErrors
{
    public static void Write(OpenApiOperation operation, OpenApiDocument document, ApiDescription route, IList<object> metadata)
    {
        operation.Responses ??= [];
        var ofOpenAi = route.RelativePath!.StartsWith("v1/", StringComparison.Ordinal);
        foreach (var (status, code, message) in Of(operation, route, metadata))
        {
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ofOpenAi ? "application/json" : "application/problem+json"] = new()
                    {
                        Schema = new OpenApiSchemaReference(ofOpenAi ? DocumentFrame.OpenAiError : DocumentFrame.Problem, document),
                        Example = ofOpenAi ? OpenAiForm(status, code, message) : ProblemForm(status, code, message),
                    },
                },
            };
        }
    }

    private static IEnumerable<(int Status, string Code, string Message)> Of(OpenApiOperation operation, ApiDescription route, IList<object> metadata)
    {
        var (hasBody, writes) = (operation.RequestBody is not null, route.HttpMethod != HttpMethods.Get);
        var ofOpenAi = route.RelativePath!.StartsWith("v1/", StringComparison.Ordinal);
        if (hasBody && ofOpenAi)
            yield return (400, "missing_required_parameter", "Missing required parameter: “model”.");
        else if (hasBody || operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) == true)
            yield return (400, hasBody ? "body_invalid" : "limit_invalid", hasBody ? "“name” is missing or not what it should be, at line 1." : "A page has 1 to 200 rows.");
        yield return (401, "invalid_api_key", "No valid API key was sent. Send it as “Authorization: Bearer ais_…”; keys are made in AiStudio under API keys.");
        yield return (403, "insufficient_permissions", "This API key lacks the scope that is needed, or whoever made it has lost that right.");
        if (ofOpenAi && (hasBody || route.RelativePath.Contains('{', StringComparison.Ordinal)))
            yield return (404, "model_not_found", "The model “gpt-9” does not exist, or this API key may not use it.");
        else if (route.RelativePath.Contains('{', StringComparison.Ordinal))
            yield return (404, "not_found", "There is no such thing, or it is not yours to see.");
        if (writes && !ofOpenAi)
            yield return (409, "conflict", "It is not in a state in which this can be done.");
        if (metadata.OfType<ChangesVersion>().Any())
        {
            yield return (412, "stale", "Somebody else has changed this meanwhile. Read it again before you change it.");
            yield return (428, "if_match_required", "Send If-Match with the ETag that you read, so that nobody's change is lost.");
        }

        if (hasBody)
        {
            yield return (413, "request_too_large", "The request body is larger than this address takes.");
            yield return (422, "idempotency_key_reused", "This Idempotency-Key was used for another request within the last 24 hours. Use a new key for a new request.");
        }

        yield return (429, "rate_limit_exceeded", "You may use 60 requests a minute. Try again in 12 s.");
        yield return (500, "internal_error", "Something went wrong on our side. The request id finds it in the log of the installation.");
        if (!ofOpenAi || !hasBody)
            yield break;
        yield return (502, "provider_unavailable", "The model's provider does not answer.");
        yield return (503, "no_model_available", "None of the models that were asked for answers right now.");
        yield return (504, "provider_timeout", "The model's provider took too long.");
    }

    private static JsonObject ProblemForm(int status, string code, string message) => new()
    {
        ["type"] = "https://tools.ietf.org/html/rfc9110#section-15",
        ["title"] = ReasonPhrases.GetReasonPhrase(status),
        ["status"] = status,
        ["detail"] = message,
        ["code"] = code,
        ["requestId"] = "0198c0de7f3a4b21",
    };

    private static JsonObject OpenAiForm(int status, string code, string message) => new()
    {
        ["error"] = new JsonObject { ["message"] = message, ["type"] = status >= 500 ? "server_error" : "invalid_request_error", ["param"] = null, ["code"] = code },
    };
}
