using System.Text.Json;
using AiStudio.Gateway.Upstream.Wire;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>Reads the chunks of one streamed answer, in order.</summary>
internal sealed class OpenAiStream
{
    private readonly OpenAiToolCalls _tools = new();
    private string? _id;
    private string? _model;

    /// <summary>What the chunk says, which may be nothing; <see langword="null"/> for the end.</summary>
    public ChatResponseUpdate? Read(ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
            return null;
        using var document = BodyRepair.Parse(data, WireFormat.ChatCompletions);
        var chunk = document.RootElement;
        // Every chunk repeats them.
        _id = Same(chunk, "id"u8, _id);
        _model = Same(chunk, "model"u8, _model);
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = _id, MessageId = _id, ModelId = _model };
        if (OpenAiAnswer.Choice(chunk) is { } choice)
            Read(choice, update);
        if (OpenAiAnswer.Usage(chunk) is { } usage)
            update.Contents.Add(new UsageContent(usage));
        return update;
    }

    private void Read(JsonElement choice, ChatResponseUpdate update)
    {
        if (choice.TryGetProperty("delta"u8, out var delta) && delta.ValueKind == JsonValueKind.Object)
        {
            OpenAiAnswer.AddSaid(delta, update.Contents);
            foreach (var call in OpenAiAnswer.Items(delta, "tool_calls"u8))
                _tools.Add(call);
        }

        update.AdditionalProperties = Logprobs.Read(choice);
        update.FinishReason = OpenAiAnswer.Reason(choice);
        if (update.FinishReason is not null)
            _tools.MoveTo(update.Contents);
    }

    private static string? Same(JsonElement chunk, ReadOnlySpan<byte> name, string? known) =>
        chunk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? known is not null && value.ValueEquals(known) ? known : value.GetString()
            : known;
}
