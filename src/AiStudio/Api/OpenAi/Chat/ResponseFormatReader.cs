using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>The form that an answer has to have.</summary>
internal static partial class ResponseFormatReader
{
    /// <summary>Null when the request says nothing of it: an assistant's prompt may then.</summary>
    public static ChatResponseFormat? Read(RequestObject body)
    {
        if (body.Object("response_format") is not { } format)
            return null;
        return format.RequiredText("type") switch
        {
            "text" => ChatResponseFormat.Text,
            "json_object" => ChatResponseFormat.Json,
            "json_schema" => Schema(format.RequiredObject("json_schema")),
            _ => throw RequestObject.Refused(OpenAiErrors.WrongValue("response_format.type", "text, json_object or json_schema")),
        };
    }

    private static ChatResponseFormatJson Schema(RequestObject format)
    {
        var name = format.RequiredText("name");
        if (!SchemaName().IsMatch(name))
            throw RequestObject.Refused(OpenAiErrors.WrongValue(format.At("name"), "1 to 64 letters, digits, dashes or underscores"));
        if (format.Find("schema") is not { } schema)
            throw RequestObject.Refused(OpenAiErrors.Missing(format.At("schema")));
        if (schema.ValueKind != JsonValueKind.Object)
            throw RequestObject.Refused(OpenAiErrors.WrongType(format.At("schema"), "a JSON Schema object"));
        return ChatResponseFormat.ForJsonSchema(schema.Clone(), name, format.Text("description"));
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex SchemaName();
}
