using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Api.Contract;

/// <summary>Text that a program sends: NUL can be stored nowhere, so it is refused where it comes in.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return text?.Contains('\0', StringComparison.Ordinal) == true ? throw new JsonException() : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
