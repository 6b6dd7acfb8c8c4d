using System.Text.Json;
using AiStudio.Api.Idempotency;
using AiStudio.Api.OpenAi;
using AiStudio.Api.OpenAi.Chat;
using AiStudio.Features.Jobs;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.Background;

/// <summary>Takes chat completions for later: <c>Prefer: respond-async</c>, or <c>"background": true</c> in the body.</summary>
internal sealed class BackgroundAnswers(BackgroundRequests requests, JobService jobs)
{
    private const string Preference = "respond-async";

    public static bool IsAskedFor(HttpRequest request, RequestObject body) =>
        body.Flag("background") ?? request.Headers["Prefer"].Any(value => value?.Split(',', ';').Any(word => word.Trim().Equals(Preference, StringComparison.OrdinalIgnoreCase)) == true);

    /// <summary>202, with where to look. The request has been found in order.</summary>
    public async Task AcceptAsync(HttpContext context, ApiKeyGrant grant, ChatRequest request, byte[] body)
    {
        var caller = new RequestCaller(grant.Creator.OrganizationId, grant.Creator.UserId, grant.KeyId);
        var job = await requests.AddAsync(jobs, caller, context.EffectId(), body, request.Caching.KeepFor, context.RequestAborted);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = $"/api/jobs/{job}";
        response.Headers["Preference-Applied"] = Preference;
        response.ContentType = "application/json";
        await response.WriteAsync(
            JsonSerializer.Serialize(new { id = job, @object = "job", status = "queued", url = $"/api/jobs/{job}", events_url = $"/api/jobs/{job}/events", result_url = $"/api/jobs/{job}/result" }),
            context.RequestAborted);
    }
}
