using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Management;

/// <summary>A program, or a person with a session, that calls the management API.</summary>
internal sealed class Desk(HttpClient http, Caller caller)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public HttpClient Http => http;

    public Caller Caller => caller;

    /// <summary>The owner of a new organization, with a session.</summary>
    public static async Task<Desk> OwnerAsync(StudioSite site) => await SessionAsync(site, await site.AddOrganizationAsync());

    public static async Task<Desk> SessionAsync(StudioSite site, Caller person) => new((await site.SignInAsync(person.Email)).Http, person);

    /// <summary>A program with a key of the person.</summary>
    public static async Task<Desk> ProgramAsync(StudioSite site, Caller person, params ApiKeyScope[] scopes) =>
        WithKey(site, person, (await IssueAsync(site, person, new NewApiKey("Test", scopes, [], null))).Secret);

    public static Desk WithKey(StudioSite site, Caller person, string secret)
    {
        var http = site.NewVisitor().Http;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return new Desk(http, person);
    }

    public static async Task<IssuedApiKey> IssueAsync(StudioSite site, Caller person, NewApiKey wanted)
    {
        await using var scope = site.Host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ApiKeyService>().CreateAsync(person, wanted, Cancellation)).Value!;
    }

    public Task<Told> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Told> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, json);

    public Task<Told> DeleteAsync(string path, string? ifMatch = null) => SendAsync(HttpMethod.Delete, path, null, ifMatch);

    public async Task<Told> SendAsync(HttpMethod method, string path, string? json = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return new Told((int)answer.StatusCode, text, answer.Headers.ETag?.ToString(), answer.Headers.Location?.ToString(), answer.Headers.TryGetValues("Link", out var link) ? link.Single() : null);
    }

    /// <summary>Every row of a list, page by page.</summary>
    public async Task<List<JsonElement>> AllAsync(string path, int limit)
    {
        var rows = new List<JsonElement>();
        for (string? next = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}"; next is not null;)
        {
            var page = await GetAsync(next);
            Assert.Equal(200, page.Status);
            var data = page.Json.GetProperty("data").EnumerateArray().ToList();
            Assert.InRange(data.Count, 0, limit);
            rows.AddRange(data);
            next = page.Link?[1..page.Link.IndexOf('>', StringComparison.Ordinal)];
            Assert.Equal(next is null, page.Json.GetProperty("next").ValueKind == JsonValueKind.Null);
        }

        return rows;
    }

    internal sealed record Told(int Status, string Text, string? Tag, string? Location, string? Link)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        /// <summary>The code of a problem, which also says its request.</summary>
        public string? Code => Json.GetProperty("requestId").GetString() is { Length: > 0 } ? Json.GetProperty("code").GetString() : null;

        public Guid Id => Json.GetProperty("id").GetGuid();

        /// <summary>The id of a part.</summary>
        public Guid IdOf(string part) => Json.GetProperty(part).GetProperty("id").GetGuid();
    }
}
