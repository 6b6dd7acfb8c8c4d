using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Platform.Schemas;

/// <summary>Writes a schema as the JSON that it is; reads it from that, or from a string of it.</summary>
internal class JsonSchemaConverter : JsonConverter<JsonSchema>
{
    public override JsonSchema Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : JsonElement.ParseValue(ref reader).GetRawText();
        try
        {
            return JsonSchema.Parse(text);
        }
        // Its line is one of the schema; that of the whole is added to an exception that names none.
        catch (JsonException failure)
        {
            throw new JsonException(null, failure);
        }
    }

    public override void Write(Utf8JsonWriter writer, JsonSchema value, JsonSerializerOptions options) => value.Element.WriteTo(writer);
}
