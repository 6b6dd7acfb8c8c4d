using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiStudio.IntegrationTests.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Access;

/// <summary>A route of the running app and a way to call it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">Its address, with the names of its parameters.</param>
/// <param name="Open">Whether it is for everybody.</param>
/// <param name="Body">A body that it would take, where it takes JSON.</param>
internal sealed partial record RouteProbe(string Method, string Pattern, bool Open, JsonObject? Body)
{
    // They end the session that asks.
    private static readonly string[] Ends = ["/sign-out", "/account/sign-out-everywhere"];

    // They read their bodies themselves.
    private static readonly Dictionary<string, string> Bodies = new()
    {
        // Cut short by its limit no answer is held to the schema: one that does not fit is a model's fault, and told as one of ours.
        ["/v1/chat/completions"] = """
            {"model":"gpt-4.1-mini-2025-04-14","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hello"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}],"name":"me"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"42"}],
            "max_completion_tokens":1,"temperature":0.5,"top_p":1,"n":1,"stop":["x"],"seed":7,"stream":true,"stream_options":{"include_usage":true},"presence_penalty":0,"frequency_penalty":0,
            "response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}},
            "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{}}}}],"tool_choice":"auto","parallel_tool_calls":true,
            "user":"somebody","metadata":{"feature":"chat"},"logit_bias":{"50256":-100},"reasoning_effort":"low","fallbacks":["gpt-4.1-mini-2025-04-14"],"unknown":1}
            """,
        ["/v1/embeddings"] = """{"model":"emulator-embedding-1","input":["one","two"],"encoding_format":"base64","dimensions":8,"user":"somebody"}""",
    };

    /// <summary>Whether the route names a thing.</summary>
    public bool NamesAThing => Pattern.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether programs call it.</summary>
    public bool IsForPrograms => Pattern.StartsWith("/api/", StringComparison.Ordinal) || Pattern.StartsWith("/v1/", StringComparison.Ordinal);

    public static IReadOnlyList<RouteProbe> All(StudioSite site) =>
    [
        .. from endpoint in site.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           where !endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor")
           let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           where !route.StartsWith("/_", StringComparison.Ordinal) && !route.StartsWith("/{**", StringComparison.Ordinal) && !route.StartsWith("/hubs/", StringComparison.Ordinal) && !Ends.Contains(route)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select new RouteProbe(method, route, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, BodyOf(endpoint, route)),
    ];

    public string Path(string id) => Parameter().Replace(Pattern, Uri.EscapeDataString(id));

    private static JsonObject? BodyOf(RouteEndpoint endpoint, string route)
    {
        if (Bodies.TryGetValue(route, out var known))
            return JsonNode.Parse(known)!.AsObject();
        return endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type, ContentTypes: ["application/json", ..] } && type != typeof(Microsoft.AspNetCore.Http.IFormFile)
            ? BodySample.Of(type) as JsonObject
            : null;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
