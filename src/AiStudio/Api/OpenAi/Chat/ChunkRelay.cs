using System.Text;
using System.Text.Json;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Hands an answer on in chunks as it comes, and tells its end once it is known to be a good one. For one answer.</summary>
internal sealed class ChunkRelay(HttpContext context, ChatRequest request, ChatCalls calls, ChunkWriter chunks)
{
    // Kept only where something is done with the whole.
    private readonly StringBuilder? _said = request.Settings.ResponseFormat is not ChatResponseFormatJson && request.Passages.Count == 0 && request.Assignment is null ? null : new();
    private ChatFinishReason? _reason;
    private UsageDetails? _usage;
    private bool _refused;

    /// <summary>How the model ended, and what it said where that is kept.</summary>
    public async Task<(ChatFinishReason? Reason, string Said)> SendAsync(IAsyncEnumerator<ChatResponseUpdate> updates, bool some)
    {
        chunks.Role(text: !some || !updates.Current.Contents.Any(content => content is FunctionCallContent || ModelRefusal.Is(content)));
        while (some)
        {
            Send(updates.Current);
            var next = updates.MoveNextAsync();
            // What has come already goes out together.
            if (!next.IsCompleted)
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            some = await next;
        }

        // One that was stopped ends well for its caller, who is gone; whoever watches it is not told that it was complete.
        context.RequestAborted.ThrowIfCancellationRequested();
        var whole = _said?.ToString() ?? "";
        if (!_refused && StructuredAnswer.IsHeldToIt(_reason) && StructuredAnswer.Problem(request.Settings.ResponseFormat, whole) is { } problem)
            throw RequestObject.Refused(StructuredAnswer.Refusal(problem));
        chunks.End(_reason, _usage, calls.Made.Sum(call => call.CostNanoUsd ?? 0), request.CitationsIn(whole));
        return (_reason, whole);
    }

    private void Refuse(string text, JsonElement? logprobs)
    {
        _refused = true;
        chunks.Refusal(text, logprobs);
    }

    private void Send(ChatResponseUpdate update)
    {
        _reason = update.FinishReason ?? _reason;
        var logprobs = Logprobs.Of(update.AdditionalProperties);
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } text)
            {
                _said?.Append(text.Text);
                if (ModelRefusal.Is(text))
                    Refuse(text.Text, logprobs);
                else
                    chunks.Text(text.Text, logprobs);
                logprobs = null;
            }
            else if (content is FunctionCallContent toolCall)
            {
                chunks.ToolCall(toolCall);
            }
            else if (content is UsageContent used)
            {
                _usage = used.Details;
            }
        }

        // Of half a character, whose other half is still to come.
        if (logprobs is not null)
            chunks.Text("", logprobs);
    }
}
