namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Hands the answers of one request on as they come, in one stream, and tells its end once that of each is known to be a good one.</summary>
internal sealed class ChunkRelay(HttpContext context, ChatRequest request, ChatCalls calls, ChunkWriter chunks)
{
    /// <summary>What was told of each answer, in their order.</summary>
    public async Task<IReadOnlyList<ChoiceRelay>> SendAsync(IReadOnlyList<StreamedChoice> answers)
    {
        var relays = answers.Select(answer => new ChoiceRelay(request, new ChoiceWriter(chunks, answer.Index))).ToList();
        for (var open = answers.ToList(); open.Count > 0;)
        {
            // What has come already goes out together.
            if (!open.Exists(answer => answer.Next.IsCompleted))
            {
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                await Task.WhenAny(open.Select(answer => answer.Next));
            }

            // Each in its turn: none that comes fast keeps the others waiting.
            for (var i = 0; i < open.Count; i++)
            {
                if (open[i].Next.IsCompleted && !await SendAsync(open[i], relays[open[i].Index]))
                    open.RemoveAt(i--);
            }
        }

        chunks.End(CompletionJson.Sum(relays.Select(relay => relay.Usage)), calls.Made.Sum(call => call.CostNanoUsd ?? 0));
        return relays;
    }

    /// <summary>What is there of an answer; false when that is its end.</summary>
    private async Task<bool> SendAsync(StreamedChoice answer, ChoiceRelay relay)
    {
        if (await answer.Next)
        {
            relay.Send(answer.Current);
            answer.Advance();
            return true;
        }

        // One that was stopped ends well for its caller, who is gone; whoever watches it is not told that it was complete.
        context.RequestAborted.ThrowIfCancellationRequested();
        relay.End();
        return false;
    }
}
