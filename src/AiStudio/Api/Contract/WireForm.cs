using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Api.Contract;

/// <summary>How values stand in JSON: enums by name in snake case and never as numbers, null where there is no value, nothing that cannot be stored.</summary>
internal static class WireForm
{
    public static void AddWireForm(this JsonSerializerOptions options)
    {
        options.RespectNullableAnnotations = true;
        // Programs name the kind of a thing where they like.
        options.AllowOutOfOrderMetadataProperties = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new TextConverter());
    }
}
