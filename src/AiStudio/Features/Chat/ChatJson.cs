using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Features.Chat;

/// <summary>How chat's closed families stand in jsonb and on the wire.</summary>
internal static class ChatJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        // jsonb sorts an object's keys, so the discriminator is not the first.
        AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
