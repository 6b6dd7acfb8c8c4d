using System.Text;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Wire;

namespace AiStudio.ProviderEmulator.Replies;

internal static class Refusal
{
    public static async Task SendScriptedAsync(Call call)
    {
        var script = call.Script;
        await Pace.FirstByteAsync(call);
        if (script.Fault is { IsAtStart: true } && !await call.Writer.StrikeAsync())
            return;
        var body = script.BodyBytes ?? (script.Body is { } text ? Encoding.UTF8.GetBytes(text) : null);
        var type = script.ContentType ?? (LooksLikeHtml(script.Body) ? "text/html; charset=utf-8" : "application/json");
        await SendAsync(call, script.Status, body, type, $"Scripted status {script.Status}.");
    }

    public static Task SendAsync(Call call, int status, string message) =>
        SendAsync(call, status, null, "application/json", message);

    private static Task SendAsync(Call call, int status, byte[]? body, string type, string message)
    {
        call.Entry.Status = status;
        call.Entry.End(Ending.Refused);
        call.Context.Response.StatusCode = status;
        // These statuses may not have a body.
        if (status is 204 or 304)
            return Task.CompletedTask;
        return call.SendWholeAsync(
            type, body ?? ErrorWire.Body(call.Request.Operation, status, message, call.Entry.RequestId));
    }

    private static bool LooksLikeHtml(string? body) => body is not null && body.AsSpan().TrimStart().StartsWith("<");
}
