using System.Text.Json;
using AiStudio.ProviderEmulator.Answers;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>What every request goes through: understood, matched with a script, put on the bill, refused or answered.</summary>
internal sealed class Exchange(EmulatorOptions options, ScriptStore scripts, Bill bill)
{
    private const int MostBreakpoints = 4;

    private readonly PromptCache cache = new(options);

    public async Task RunAsync(HttpContext context, Operation operation, Func<Call, Task> answer)
    {
        var request = RequestReader.ReadHeaders(context, operation);
        using var body = await ReadBodyAsync(context, request);
        var script = scripts.Take(request);
        var kept = options.KeepRequestBodies && body is not null ? body.RootElement.GetRawText() : null;
        var entry = bill.Open(request, kept);
        var call = new Call(context, request, script, entry, options, cache);
        context.Response.Headers["x-request-id"] = entry.RequestId;
        if (operation is Operation.Messages or Operation.CountTokens)
            context.Response.Headers["request-id"] = entry.RequestId;

        try
        {
            await ReplyAsync(call, answer);
        }
        catch (OperationCanceledException)
        {
            // The client left while the answer was being paced.
        }
        finally
        {
            if (entry.Ending == Ending.Running)
                entry.End(Ending.ClientAborted);
        }
    }

    private async Task ReplyAsync(Call call, Func<Call, Task> answer)
    {
        foreach (var (name, value) in call.Script.Headers)
            call.Context.Response.Headers[name] = value;

        if (call.Script.RepliesRaw)
            await Refusal.SendScriptedAsync(call);
        else if (options.RequireKey && call.Request.KeyEnding is null)
            await Refusal.SendAsync(call, 401, "No API key was provided.");
        else if (call.Request.Invalid is { } reason)
            await Refusal.SendAsync(call, 400, reason);
        else if (PromptCache.Breakpoints(call.Request) is > MostBreakpoints and var count)
            await Refusal.SendAsync(call, 400, $"A maximum of {MostBreakpoints} blocks with cache_control may be provided. Found {count}.");
        else
            await answer(call);
    }

    private static async Task<JsonDocument?> ReadBodyAsync(HttpContext context, EmulatedRequest request)
    {
        if (request.Operation == Operation.Models)
            return null;
        try
        {
            var document = await JsonDocument.ParseAsync(context.Request.Body);
            RequestReader.ReadBody(request, document.RootElement);
            return document;
        }
        catch (JsonException)
        {
            request.Invalid = "We could not parse the JSON body of your request.";
            return null;
        }
    }
}
