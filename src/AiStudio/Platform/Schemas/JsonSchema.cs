using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Platform.Schemas;

/// <summary>
/// A JSON Schema without the spaces between its parts: two that say the same in the same order are equal. The order stays its author's, since models
/// write the members of an answer in it.
/// </summary>
[JsonConverter(typeof(JsonSchemaConverter))]
public sealed record JsonSchema
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };
    private static readonly JsonWriterOptions s_form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private JsonSchema(string text) => Text = text;

    public string Text { get; }

    /// <summary>Whether it is an object. The standard knows <c>true</c> and <c>false</c> as well; providers do not.</summary>
    public bool IsObject => Text[0] == '{';

    public JsonElement Element => JsonElement.Parse(Text);

    /// <summary>Throws a <see cref="JsonException"/> for what is no JSON, has a member twice, or is nested deeper than 32 levels.</summary>
    public static JsonSchema Parse(string json)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(output, s_form);
            JsonElement.Parse(json, s_strict).WriteTo(writer);
        }
        // Half of a pair of UTF-16 is no text.
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw new JsonException(null, failure);
        }

        return new(Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
