using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>A caller at work: asks, listens, leaves when it is to leave, and keeps what it heard.</summary>
internal static class Asking
{
    public static async Task<Heard> AskAsync(FaultRun run, FaultNode node, Ask ask)
    {
        var call = new GatewayCall(ask.Caller ?? run.CallerFor(), ask.Model, ask.Call) { Deadline = ask.Deadline };
        var heard = new Heard(ask, call);
        var options = new GatewayChatOptions(call) { MaxOutputTokens = ask.MaxOutput, Tools = ask.Tools };
        Correlation.Begin(call.Id);
        run.Calls.Enqueue(heard);
        var started = run.Time.GetTimestamp();
        using var hangUp = new CancellationTokenSource();
        try
        {
            await (ask.Stream ? ReadAsync(node, heard, options, hangUp) : WaitAsync(node, heard, options, hangUp));
        }
        catch (Exception failure)
        {
            heard.Failure = failure;
        }

        heard.Took = run.Time.GetElapsedTime(started);
        return heard;
    }

    private static async Task WaitAsync(FaultNode node, Heard heard, GatewayChatOptions options, CancellationTokenSource hangUp)
    {
        if (heard.Ask.HangUpAfter is { } milliseconds)
        {
            hangUp.CancelAfter(TimeSpan.FromMilliseconds(milliseconds));
        }

        var response = await node.Chat.GetResponseAsync(heard.Ask.Prompt, options, hangUp.Token);
        heard.Say(response.Text);
        heard.FinishReason = response.FinishReason;
        Keep(heard, response.Messages.SelectMany(message => message.Contents));
    }

    private static async Task ReadAsync(FaultNode node, Heard heard, GatewayChatOptions options, CancellationTokenSource hangUp)
    {
        var seen = 0;
        await foreach (var update in node.Chat.GetStreamingResponseAsync(heard.Ask.Prompt, options, hangUp.Token))
        {
            heard.Say(update.Text);
            heard.FinishReason = update.FinishReason ?? heard.FinishReason;
            Keep(heard, update.Contents);
            await heard.Ask.Between(++seen);
            if (seen > heard.Ask.LeaveAfter)
            {
                return;
            }

            if (seen > heard.Ask.HangUpAfter)
            {
                await hangUp.CancelAsync();
            }
        }
    }

    private static void Keep(Heard heard, IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
        {
            heard.Contents.Add(content);
        }
    }
}
