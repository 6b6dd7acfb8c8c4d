using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;
using Sdk = OpenAI.Chat;

namespace AiStudio.Gateway.Upstream;

/// <summary>What goes to OpenAI: messages and options in the SDK's types.</summary>
internal static class OpenAiRequest
{
    public static IEnumerable<Sdk.ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (!string.IsNullOrEmpty(options?.Instructions))
            yield return new SystemChatMessage(options.Instructions);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Assistant)
            {
                if (Assistant(message) is { } assistant)
                    yield return assistant;
                continue;
            }

            foreach (var result in message.Contents.OfType<FunctionResultContent>())
                yield return new ToolChatMessage(result.CallId, ToolJson.Result(result));
            var parts = Parts(message);
            if (message.Role == ChatRole.Tool || parts.Count == 0)
                continue;
            yield return message.Role == ChatRole.System ? new SystemChatMessage(parts) : new UserChatMessage(parts);
        }
    }

    public static ChatCompletionOptions Options(ChatOptions? options)
    {
        var request = OpenAiExtras.Begin(options);
        request.MaxOutputTokenCount = options?.MaxOutputTokens;
        request.Temperature = options?.Temperature;
        request.TopP = options?.TopP;
        request.FrequencyPenalty = options?.FrequencyPenalty;
        request.PresencePenalty = options?.PresencePenalty;
        request.ResponseFormat = Format(options?.ResponseFormat);
        foreach (var stop in options?.StopSequences ?? [])
            request.StopSequences.Add(stop);
        AddTools(request, options);
        return request;
    }

    private static AssistantChatMessage? Assistant(ChatMessage message)
    {
        var parts = Parts(message);
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(ToolJson.Arguments(call)))).ToList();
        if (parts.Count == 0)
            return calls.Count == 0 ? null : new AssistantChatMessage(calls);
        var assistant = new AssistantChatMessage(parts);
        foreach (var call in calls)
            assistant.ToolCalls.Add(call);
        return assistant;
    }

    private static List<ChatMessageContentPart> Parts(ChatMessage message)
    {
        var parts = new List<ChatMessageContentPart>();
        foreach (var content in message.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } text)
                parts.Add(ChatMessageContentPart.CreateTextPart(text.Text));
            else if (content is DataContent data && data.HasTopLevelMediaType("image"))
                parts.Add(ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType));
            else if (content is UriContent uri && uri.HasTopLevelMediaType("image"))
                parts.Add(ChatMessageContentPart.CreateImagePart(uri.Uri));
        }

        return parts;
    }

    private static void AddTools(ChatCompletionOptions request, ChatOptions? options)
    {
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            request.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        if (request.Tools.Count == 0)
            return;
        request.AllowParallelToolCalls = options!.AllowMultipleToolCalls;
        request.ToolChoice = options.ToolMode switch
        {
            NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
            AutoChatToolMode => ChatToolChoice.CreateAutoChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
            _ => null,
        };
    }

    private static ChatResponseFormat? Format(Microsoft.Extensions.AI.ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => ChatResponseFormat.CreateJsonSchemaFormat(
            json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, OpenAiSchema.IsClosed(schema) ? true : null),
        ChatResponseFormatJson => ChatResponseFormat.CreateJsonObjectFormat(),
        _ => null,
    };
}
