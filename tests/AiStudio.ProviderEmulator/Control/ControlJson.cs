using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.ProviderEmulator.Control;

internal static class ControlJson
{
    /// <summary>A misspelt member is an error: a script that silently does nothing makes a test that tests nothing.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
