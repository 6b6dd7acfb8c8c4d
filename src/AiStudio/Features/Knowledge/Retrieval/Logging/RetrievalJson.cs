using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Features.Knowledge.Retrieval.Logging;

/// <summary>How candidates, settings and filter stand in the log's jsonb.</summary>
internal static class RetrievalJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
