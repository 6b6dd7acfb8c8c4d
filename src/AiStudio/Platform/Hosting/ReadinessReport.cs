using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiStudio.Platform.Hosting;

/// <summary>
/// What <c>/health/ready</c> answers: <c>{"status":"Degraded","checks":{"database":"Healthy","providers":"Degraded",…}}</c>. Names and states only:
/// anybody may ask, and why a check fails is for the log.
/// </summary>
internal static class ReadinessReport
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        var checks = report.Entries.OrderBy(check => check.Key, StringComparer.Ordinal).ToDictionary(check => check.Key, check => check.Value.Status.ToString());
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { status = report.Status.ToString(), checks }), context.RequestAborted);
    }
}
