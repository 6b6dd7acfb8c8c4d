using System.Text.Json;
using AiStudio.Api.Auth;

namespace AiStudio.Api.OpenAi.Models;

/// <summary><c>GET /v1/models</c>, and one of them.</summary>
internal sealed class ModelsEndpoint(ModelList models)
{
    public async Task ListAsync(HttpContext context)
    {
        var listed = await models.ReadAsync(context.KeyGrant(), context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var model in listed)
                Write(json, model);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async Task OneAsync(HttpContext context, string id)
    {
        var listed = await models.ReadAsync(context.KeyGrant(), context.RequestAborted);
        var model = listed.FirstOrDefault(model => model.Id == id) ?? throw RequestObject.Refused(OpenAiErrors.NoSuchModel(id));
        await WriteAsync(context, json => Write(json, model));
    }

    private static void Write(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, model.Since.ToUnixTimeSeconds());
        json.WriteString("owned_by"u8, model.Owner);
        json.WriteEndObject();
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        using var json = new ResponseJson(context.Response.BodyWriter);
        write(json.Writer);
        json.Writer.Flush();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
