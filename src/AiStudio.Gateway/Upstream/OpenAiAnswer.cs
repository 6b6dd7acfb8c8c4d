using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Sdk = OpenAI.Chat;

namespace AiStudio.Gateway.Upstream;

/// <summary>What comes from OpenAI, in the pipeline's types.</summary>
internal static class OpenAiAnswer
{
    public static ChatResponse Of(ChatCompletion completion)
    {
        var message = new Microsoft.Extensions.AI.ChatMessage(ChatRole.Assistant, Contents(completion.Content)) { MessageId = completion.Id };
        if (OpenAiReasoning.Of(completion) is { } reasoning)
            message.Contents.Insert(0, reasoning);
        if (completion.Refusal is { Length: > 0 } refusal)
            message.Contents.Add(new TextContent(refusal));
        foreach (var call in completion.ToolCalls)
            message.Contents.Add(OpenAiToolCalls.Parse(call.Id, call.FunctionName, call.FunctionArguments.ToString()));
        return new(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = Reason(completion.FinishReason),
            Usage = Usage(completion.Usage),
        };
    }

    public static ChatResponseUpdate Of(StreamingChatCompletionUpdate chunk, OpenAiToolCalls tools)
    {
        var update = new ChatResponseUpdate(ChatRole.Assistant, Contents(chunk.ContentUpdate))
        {
            ResponseId = chunk.CompletionId,
            MessageId = chunk.CompletionId,
            ModelId = chunk.Model,
            FinishReason = chunk.FinishReason is { } reason ? Reason(reason) : null,
        };
        if (chunk.RefusalUpdate is { Length: > 0 } refusal)
            update.Contents.Add(new TextContent(refusal));
        foreach (var call in chunk.ToolCallUpdates)
            tools.Add(call);
        // Servers send reasoning in chunks of its own, and only those are looked through for it.
        if (update.Contents.All(content => content is TextContent { Text: "" }) && chunk is { ToolCallUpdates.Count: 0, FinishReason: null, Usage: null } && OpenAiReasoning.Of(chunk) is { } reasoning)
            update.Contents.Add(reasoning);
        if (chunk.FinishReason is not null)
            tools.MoveTo(update.Contents);
        if (Usage(chunk.Usage) is { } usage)
            update.Contents.Add(new UsageContent(usage));
        return update;
    }

    private static List<AIContent> Contents(ChatMessageContent? content) =>
        [.. (content ?? []).Where(part => part.Text is not null).Select(part => new TextContent(part.Text))];

    private static Microsoft.Extensions.AI.ChatFinishReason Reason(Sdk.ChatFinishReason reason) => reason switch
    {
        Sdk.ChatFinishReason.Length => Microsoft.Extensions.AI.ChatFinishReason.Length,
        Sdk.ChatFinishReason.ContentFilter => Microsoft.Extensions.AI.ChatFinishReason.ContentFilter,
        Sdk.ChatFinishReason.ToolCalls or Sdk.ChatFinishReason.FunctionCall => Microsoft.Extensions.AI.ChatFinishReason.ToolCalls,
        _ => Microsoft.Extensions.AI.ChatFinishReason.Stop,
    };

    private static UsageDetails? Usage(ChatTokenUsage? usage) => usage is null ? null : new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };
}
