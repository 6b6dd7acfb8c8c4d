using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace AiStudio.Features.ApiReference;

/// <summary>A call of an operation as a shell takes it, with the document's examples.</summary>
internal static class CurlCommand
{
    private const string Next = " \\\n  ";
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string server, string path, string method, OpenApiOperation operation)
    {
        var command = new StringBuilder($"curl -X {method} \"{server}{path.Replace('{', '<').Replace('}', '>')}\"");
        command.Append(Next).Append(operation.Security?.Any(way => way.Keys.Any(scheme => scheme.Reference.Id == "apiKey")) == true
            ? "-H \"Authorization: Bearer $AISTUDIO_API_KEY\""
            : "-b \"aistudio.session=$AISTUDIO_SESSION\"");
        foreach (var header in operation.Parameters?.Where(parameter => parameter is { In: ParameterLocation.Header, Required: true }) ?? [])
            command.Append(Next).Append("-H '" + header.Name + ": " + header.Example + "'");
        if (operation.RequestBody?.Content?.FirstOrDefault() is { Value.Example: { } example } body)
        {
            if (body.Key == "application/json")
                command.Append(Next).Append("-H \"Content-Type: application/json\"").Append(Next).Append("-d '" + example.ToJsonString(s_plain).Replace("'", "'\\''", StringComparison.Ordinal) + "'");
            else if (example is JsonObject fields)
                foreach (var (name, value) in fields)
                    command.Append(Next).Append("-F \"" + name + "=" + value + "\"");
        }

        return command.ToString();
    }
}
