using System.Text.Json;
using System.Text.RegularExpressions;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Functions that the model may call; whoever asks runs them.</summary>
internal static partial class ToolReader
{
    private const int MostTools = 128;
    private static readonly JsonElement s_noParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    public static void Read(RequestObject body, ChatOptions settings)
    {
        var tools = body.Items("tools").Select(item => Tool(RequestObject.ObjectOf(item.Value, item.Path))).ToList<AITool>();
        if (tools.Count > MostTools)
            throw RequestObject.Refused(OpenAiErrors.WrongValue("tools", $"at most {MostTools} tools"));
        // How tools may be called is kept without any: an assistant's prompt may have some.
        (settings.ToolMode, settings.AllowMultipleToolCalls) = (Choice(body, tools), body.Flag("parallel_tool_calls"));
        settings.Tools = tools.Count == 0 ? null : tools;
    }

    public static void RequireFunction(RequestObject tool)
    {
        if (tool.Text("type") is var type and not (null or "function"))
            throw RequestObject.Refused(OpenAiErrors.Invalid("unsupported_value", tool.At("type"), $"Tools of type “{type}” are not supported: functions are."));
    }

    private static DeclaredFunction Tool(RequestObject tool)
    {
        RequireFunction(tool);
        var function = tool.RequiredObject("function");
        var name = function.RequiredText("name");
        if (!FunctionName().IsMatch(name))
            throw RequestObject.Refused(OpenAiErrors.WrongValue(function.At("name"), "1 to 64 letters, digits, dashes or underscores"));
        var parameters = function.Find("parameters");
        if (parameters is { ValueKind: not JsonValueKind.Object })
            throw RequestObject.Refused(OpenAiErrors.WrongType(function.At("parameters"), "a JSON Schema object"));
        return new DeclaredFunction(name, function.Text("description"), parameters?.Clone() ?? s_noParameters, function.Flag("strict"));
    }

    private static ChatToolMode? Choice(RequestObject body, List<AITool> tools)
    {
        if (body.Find("tool_choice") is not { } choice)
            return null;
        if (choice.ValueKind == JsonValueKind.String)
        {
            return RequestObject.TextOf(choice, "tool_choice") switch
            {
                "none" => ChatToolMode.None,
                "auto" => ChatToolMode.Auto,
                "required" when tools.Count > 0 => ChatToolMode.RequireAny,
                "required" => throw RequestObject.Refused(OpenAiErrors.Invalid("invalid_value", "tool_choice", "“tool_choice” is required, but there are no “tools”.")),
                _ => throw RequestObject.Refused(OpenAiErrors.WrongValue("tool_choice", "none, auto, required or a function")),
            };
        }

        var named = RequestObject.ObjectOf(choice, "tool_choice");
        RequireFunction(named);
        var name = named.RequiredObject("function").RequiredText("name");
        return tools.Any(tool => tool.Name == name)
            ? ChatToolMode.RequireSpecific(name)
            : throw RequestObject.Refused(OpenAiErrors.WrongValue("tool_choice.function.name", "the name of one of the tools"));
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex FunctionName();
}
