using System.Text;
using System.Text.Json.Nodes;

namespace AiStudio.IntegrationTests.Access;

/// <summary>The requests of a route that name a thing: in its path and query, and in each field of its body that can hold an id.</summary>
internal static class ForeignIdRequests
{
    public static IEnumerable<HttpRequestMessage> Of(RouteProbe route, string id, string token)
    {
        var path = route.Path(id);
        if (route.Method is "GET" or "HEAD" or "DELETE")
        {
            yield return new(new HttpMethod(route.Method), $"{path}?id={id}&after={id}&conversation={id}&cursor={id}&assistant={id}&organization={id}");
            if (route.NamesAThing)
                yield return new(new HttpMethod(route.Method), path);
        }
        else if (route.Body is { } body)
        {
            var fields = body.Where(field => HoldsAnId(field.Key, field.Value)).Select(field => field.Key).ToList();
            // Without an id in it the same request is sent twice, and the second one may meet what the first one made.
            if (fields.Count == 0 && !route.NamesAThing)
                yield break;
            foreach (var filled in fields.Select(field => new List<string> { field }).Append(fields))
                yield return new(new HttpMethod(route.Method), path) { Content = new StringContent(Filled(body, fields, filled, id).ToJsonString(), Encoding.UTF8, "application/json") };
        }
        else
        {
            yield return new(new HttpMethod(route.Method), path)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["__RequestVerificationToken"] = token, ["id"] = id, ["userId"] = id, ["organization"] = id, ["role"] = "owner", ["organizationId"] = id, ["documentId"] = id,
                }),
            };
        }
    }

    private static JsonObject Filled(JsonObject body, List<string> fields, List<string> filled, string id)
    {
        var copy = body.DeepClone().AsObject();
        foreach (var field in fields)
        {
            // A model is asked for by its name, and an assistant is one.
            copy[field] = filled.Contains(field) ? copy[field] is JsonArray ? new JsonArray(id) : field == "model" ? $"assistant/{id}" : id
                : field == "model" ? copy[field]!.DeepClone() : null;
        }

        return copy;
    }

    private static bool HoldsAnId(string name, JsonNode? value) =>
        name is "model" or "id" || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("Ids", StringComparison.Ordinal) || name.EndsWith("_id", StringComparison.Ordinal)
        || (value is JsonValue text && text.TryGetValue<string>(out var said) && Guid.TryParse(said, out _));
}
