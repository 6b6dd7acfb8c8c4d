using System.Text.Json;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Control;

/// <summary>Scripts and bill over HTTP, for tests and benchmarks in another process.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication app, ScriptStore scripts, Bill bill)
    {
        app.MapGet("/_emulator/health", context => context.Response.WriteAsJsonAsync(new { ok = true }));
        app.MapGet("/_emulator/scripts", context => context.Response.WriteAsJsonAsync(scripts.Waiting, ControlJson.Options));
        app.MapPost("/_emulator/scripts", context => AddScriptsAsync(context, scripts));
        app.MapDelete("/_emulator/scripts", context => NoContent(context, scripts.Clear));
        app.MapGet("/_emulator/bill", context => WriteBillAsync(context, bill));
        app.MapDelete("/_emulator/bill", context => NoContent(context, bill.Clear));
    }

    private static async Task AddScriptsAsync(HttpContext context, ScriptStore scripts)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            scripts.Add(body.RootElement.ValueKind == JsonValueKind.Array
                ? body.RootElement.Deserialize<Script[]>(ControlJson.Options)!
                : [body.RootElement.Deserialize<Script>(ControlJson.Options)!]);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(new { waiting = scripts.Waiting.Count });
        }
        catch (JsonException exception)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { error = exception.Message });
        }
    }

    private static Task WriteBillAsync(HttpContext context, Bill bill)
    {
        var last = int.TryParse(context.Request.Query["last"], out var count) ? count : int.MaxValue;
        return context.Response.WriteAsJsonAsync(new { bill.Totals, Rows = bill.Rows.TakeLast(last) }, ControlJson.Options);
    }

    private static Task NoContent(HttpContext context, Action action)
    {
        action();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
