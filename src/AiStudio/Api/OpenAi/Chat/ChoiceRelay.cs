using System.Text;
using System.Text.Json;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Hands one answer on in chunks, and tells its end once it is known to be a good one.</summary>
internal sealed class ChoiceRelay(ChatRequest request, ChoiceWriter chunks)
{
    // Kept only where something is done with the whole.
    private readonly StringBuilder? _said = request.Settings.ResponseFormat is not ChatResponseFormatJson && request.Passages.Count == 0 && request.Assignment is null ? null : new();
    private bool _begun;
    private bool _refused;

    /// <summary>How the model ended.</summary>
    public ChatFinishReason? Reason { get; private set; }

    public UsageDetails? Usage { get; private set; }

    /// <summary>What it said, where that is kept.</summary>
    public string Said => _said?.ToString() ?? "";

    public void Send(ChatResponseUpdate update)
    {
        Begin(text: !update.Contents.Any(content => content is FunctionCallContent || ModelRefusal.Is(content)));
        Reason = update.FinishReason ?? Reason;
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
                Usage = used.Details;
            }
        }

        // Of half a character, whose other half is still to come.
        if (logprobs is not null)
            chunks.Text("", logprobs);
    }

    /// <summary>The end of a whole answer; throws when it has not the form that was asked for.</summary>
    public void End()
    {
        Begin(text: true);
        var whole = Said;
        if (!_refused && StructuredAnswer.IsHeldToIt(Reason) && StructuredAnswer.Problem(request.Settings.ResponseFormat, whole) is { } problem)
            throw RequestObject.Refused(StructuredAnswer.Refusal(problem));
        chunks.End(Reason, request.CitationsIn(whole));
    }

    private void Begin(bool text)
    {
        if (!_begun)
            chunks.Role(text);
        _begun = true;
    }

    private void Refuse(string text, JsonElement? logprobs)
    {
        _refused = true;
        chunks.Refusal(text, logprobs);
    }
}
