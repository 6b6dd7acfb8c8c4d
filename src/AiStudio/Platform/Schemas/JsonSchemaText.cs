using System.Text.Json;

namespace AiStudio.Platform.Schemas;

/// <summary>Writes a schema as a string: jsonb would order its members anew.</summary>
internal sealed class JsonSchemaText : JsonSchemaConverter
{
    public override void Write(Utf8JsonWriter writer, JsonSchema value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
