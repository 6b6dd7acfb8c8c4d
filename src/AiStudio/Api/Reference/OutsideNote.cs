using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace AiStudio.Api.Reference;

/// <summary>What the document says about a route that reads and writes its bodies itself.</summary>
/// <param name="Tag">Where it stands.</param>
/// <param name="Note">Its name and examples.</param>
/// <param name="Description">What else there is to know.</param>
/// <param name="Required">The members that a request needs.</param>
/// <param name="MediaType">Of the answer.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="RequestType">Of the request.</param>
internal sealed record OutsideNote(string Tag, OperationNote Note, string Description, string[] Required, string MediaType = "application/json", int Status = 200, string RequestType = "application/json")
{
    public void Apply(OpenApiOperation operation)
    {
        operation.Description = Description;
        if (Note.Request is not null)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [RequestType] = new() { Schema = SchemaOf(JsonNode.Parse(Note.Request), Required) } },
            };
        }

        operation.Responses = new OpenApiResponses
        {
            [$"{Status}"] = new OpenApiResponse
            {
                Description = Status == 204 ? "Done" : "The answer",
                Content = Status == 204 ? null : new Dictionary<string, OpenApiMediaType> { [MediaType] = new() { Schema = SchemaOf(MediaType == "application/json" ? JsonNode.Parse(Note.Answer!) : null, []) } },
            },
        };
    }

    // What the example shows: answers of ours that few programs take apart.
    private static OpenApiSchema SchemaOf(JsonNode? example, string[] required) => example switch
    {
        JsonObject members => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(required),
            Properties = members.ToDictionary(member => member.Key, IOpenApiSchema (member) => SchemaOf(member.Value, [])),
        },
        JsonArray items => new OpenApiSchema { Type = JsonSchemaType.Array, Items = SchemaOf(items.FirstOrDefault(), []) },
        JsonValue value => new OpenApiSchema
        {
            Type = value.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.Number => JsonSchemaType.Number,
                System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
        },
        _ => new OpenApiSchema(),
    };
}
