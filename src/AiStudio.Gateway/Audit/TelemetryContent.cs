using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Audit;

/// <summary>What was said in a call, in the form that OpenTelemetry's conventions give messages.</summary>
internal static class TelemetryContent
{
    public static void Add(Activity activity, Dialogue dialogue)
    {
        try
        {
            activity.SetTag("gen_ai.input.messages", Messages(dialogue.Messages));
            activity.SetTag("gen_ai.output.messages", Messages(dialogue.Answer()));
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            // What a tool gave may be of any type, and a call does not fail because it cannot be told.
            activity.SetTag("aistudio.content_error", ex.GetType().Name);
        }
    }

    private static string Messages(IEnumerable<ChatMessage> messages) =>
        new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["parts"] = new JsonArray([.. message.Contents.Select(Part).OfType<JsonNode>()]) })]).ToJsonString();

    private static JsonObject? Part(AIContent content) => content switch
    {
        TextContent text => new JsonObject { ["type"] = "text", ["content"] = text.Text },
        FunctionCallContent call => new JsonObject { ["type"] = "tool_call", ["id"] = call.CallId, ["name"] = call.Name, ["arguments"] = ToolJson.UnreadableOf(call) ?? JsonSerializer.SerializeToNode(call.Arguments) },
        FunctionResultContent result => new JsonObject { ["type"] = "tool_call_response", ["id"] = result.CallId, ["response"] = JsonSerializer.SerializeToNode(result.Result) },
        _ => null,
    };
}
