using System.Text;
using System.Text.Json.Nodes;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.People;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace AiStudio.IntegrationTests.Management;

/// <summary>The OpenAPI document says everything that there is, and nothing that the app does not do.</summary>
public sealed class ReferenceTests(ApiSite api, ITestOutputHelper output) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_ForAnyKey_IsValidOpenApi31()
    {
        var (text, document) = await ReadAsync();

        Assert.StartsWith("3.1", JsonNode.Parse(text)!["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["apiKey", "session"], document.Components!.SecuritySchemes!.Keys.Order());
        using var stranger = api.ProgramWith(null);
        stranger.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        using var refused = await stranger.GetAsync("/openapi/v1.json", Cancellation);
        Assert.Equal(401, (int)refused.StatusCode);
    }

    [Fact]
    public async Task EveryRoute_IsInTheDocument_WithItsNameExamplesAndErrors()
    {
        var (_, document) = await ReadAsync();
        var operations = document.Paths.SelectMany(path => path.Value.Operations!.Select(operation => (Name: $"{operation.Key.Method} {path.Key}", operation.Value))).ToDictionary(pair => pair.Name, pair => pair.Value);

        output.WriteLine($"{operations.Count} operations");
        Assert.Empty(Routes().Except(operations.Keys));
        Assert.Empty(operations.Keys.Except(Routes()));
        Assert.Empty(operations.SelectMany(operation => Missing(operation.Key, operation.Value)));
        Assert.Equal(operations.Count, operations.Values.Select(operation => operation.OperationId).Distinct().Count());
    }

    [Fact]
    public async Task ChatCompletions_AreDescribed_AsTheReaderTakesThem()
    {
        var (text, document) = await ReadAsync();
        var chat = document.Paths["/v1/chat/completions"].Operations![HttpMethod.Post];
        var request = document.Components!.Schemas!["ChatCompletionRequest"].Properties!;

        Assert.Superset(
            new HashSet<string> { "model", "messages", "stream", "stream_options", "tools", "tool_choice", "response_format", "fallbacks", "cache", "background", "metadata", "user", "n" }, request.Keys.ToHashSet());
        Assert.Equal(["Prefer", "X-Request-Timeout", "x-aistudio-cache", "Idempotency-Key"], chat.Parameters!.Select(parameter => parameter.Name).OrderBy(name => name, StringComparer.Ordinal).OrderBy(name => name == "Idempotency-Key"));
        Assert.Equal(["application/json", "text/event-stream"], chat.Responses!["200"].Content!.Keys.Order());
        Assert.Contains("result_url", document.Components.Schemas["BackgroundAnswer"].Properties!.Keys);
        // What a call tells is described by the name it is told under.
        var told = chat.Responses["200"].Headers!.Keys;
        Assert.Empty(told.Except(typeof(AiStudio.Api.OpenAi.CallHeaders).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)));
        Assert.Equal(11, told.Count);
        Assert.Superset(new HashSet<string> { "400", "401", "403", "404", "413", "422", "429", "500", "502", "503", "504" }, chat.Responses.Keys.ToHashSet());
        // Every member that the document names is read, and none that is refused.
        Assert.DoesNotContain("\"functions\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryRequestExample_IsAcceptedByTheApp()
    {
        var (_, document) = await ReadAsync();
        var (owner, program) = await api.NewProgramAsync(Enum.GetValues<ApiKeyScope>());
        using var sending = program;
        await using var host = api.Site.NewHost();
        var session = api.Site.NewVisitor(host);
        await session.SignInAsync(owner.Email, StudioSite.Password);
        var refused = new List<string>();
        var (sent, examples) = (0, document.Paths.SelectMany(path => path.Value.Operations!.Select(operation => (path.Key, Method: operation.Key, operation.Value))).ToList());
        // A page of the web is fetched, and there is no web here.
        foreach (var (path, method, operation) in examples.Where(operation => operation.Value.RequestBody is not null && !operation.Key.EndsWith("/documents/pages", StringComparison.Ordinal)))
        {
            var (type, body) = operation.RequestBody!.Content!.Single();
            var things = await Things.MakeAsync(api, new Desk(program, owner));
            using var request = new HttpRequestMessage(method, things.In(path)) { Content = Content(type, things.In(body.Example!.ToJsonString())) };
            if (operation.Parameters?.Any(parameter => parameter.Name == "If-Match") == true)
                request.Headers.TryAddWithoutValidation("If-Match", "*");
            var byKey = operation.Security!.Any(way => way.Keys.Any(scheme => scheme.Reference.Id == "apiKey"));
            using var answer = await (byKey ? program : session.Http).SendAsync(request, Cancellation);
            sent++;
            if (!answer.IsSuccessStatusCode || !operation.Responses!.ContainsKey($"{(int)answer.StatusCode}"))
                refused.Add($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        }

        output.WriteLine($"{sent} request examples");
        Assert.Empty(refused);
        Assert.True(sent > 15, $"only {sent} examples");
    }

    private async Task<(string Text, OpenApiDocument Document)> ReadAsync()
    {
        var (_, program) = await api.NewProgramAsync();
        using var reading = program;
        var text = await program.GetStringAsync("/openapi/v1.json", Cancellation);
        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.ToString()));
        return (text, read.Document!);
    }

    // The last answers whatever nobody else answers.
    private IEnumerable<string> Routes() =>
        from endpoint in api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where (pattern.StartsWith("/v1/", StringComparison.Ordinal) || pattern.StartsWith("/api/", StringComparison.Ordinal)) && pattern != "/v1/{**rest}"
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select $"{method} {Plain(pattern).TrimEnd('/')}";

    private static string Plain(string pattern) =>
        System.Text.RegularExpressions.Regex.Replace(pattern, @"\{\**(\w+)[^}]*\}", "{$1}");

    private static IEnumerable<string> Missing(string name, OpenApiOperation operation)
    {
        if (string.IsNullOrWhiteSpace(operation.Summary))
            yield return $"{name} has no summary";
        if (operation.Tags is not { Count: > 0 })
            yield return $"{name} stands nowhere";
        if (operation.Security is not { Count: > 0 })
            yield return $"{name} does not say who may call it";
        if (operation.RequestBody?.Content?.Values.Any(body => body.Example is null) == true)
            yield return $"{name} has a request without an example";
        if (operation.Responses!.Where(answer => answer.Key.StartsWith('2')).Any(answer => answer.Key != "204" && answer.Value.Content?.Values.All(body => body.Example is not null) != true))
            yield return $"{name} has an answer without an example";
        foreach (var status in new[] { "401", "403", "429", "500" }.Concat(name.Contains('{', StringComparison.Ordinal) ? ["404"] : []))
        {
            if (!operation.Responses!.TryGetValue(status, out var answer) || answer.Content?.Values.Any(body => body.Example is not null && body.Schema is not null) != true)
                yield return $"{name} does not say how it refuses with {status}";
        }
    }

    private static HttpContent Content(string type, string example)
    {
        if (type == "application/jsonl")
            return new StringContent(JsonNode.Parse(example)!.GetValue<string>(), Encoding.UTF8, type);
        if (type == "application/json")
            return new StringContent(example, Encoding.UTF8, type);
        var (name, file) = JsonNode.Parse(example)!.AsObject().Single();
        return new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("# Leave")), name, file!.GetValue<string>().TrimStart('@') } };
    }
}
