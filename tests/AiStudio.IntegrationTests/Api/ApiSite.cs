using System.Net.Http.Headers;
using System.Text;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Api;

/// <summary>The whole app on real sockets, with the emulator as its one provider, and programs that call it.</summary>
public sealed class ApiSite(TemplateDatabase template) : IAsyncLifetime
{
    public const string Model = "gpt-4.1-mini-2025-04-14";
    public const string EmbeddingModel = "emulator-embedding-1";

    private readonly StudioSite _site = new(template);
    private ProviderEmulatorHost? _emulator;

    internal StudioSite Site => _site;

    internal StudioTestDatabase Database => _site.Database;

    internal ProviderEmulatorHost Emulator => _emulator!;

    internal WebApplicationFactory<Program> Host => _site.Host;

    public Uri BaseAddress => Host.ClientOptions.BaseAddress;

    public async ValueTask InitializeAsync()
    {
        _emulator = await ProviderEmulatorHost.StartAsync(new() { KeepRequestBodies = true, EmbeddingDimensions = 8 });
        _site.Settings = Settings;
        await _site.InitializeAsync();
        Start(Host);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await Emulator.DisposeAsync();
    }

    /// <summary>Another node on a port of its own.</summary>
    internal WebApplicationFactory<Program> StartNode(params (string Key, string Value)[] more) => Start(_site.NewHost(null, more));

    /// <summary>What a process of its own is started with to be a node of this site.</summary>
    internal IEnumerable<(string Key, string Value)> SettingsOfAProcess() =>
    [
        .. Settings, ("RateLimits:UserRequests", "0"), ("RateLimits:OrganizationTokens", "0"), ("ConnectionStrings:Studio", Database.AppConnectionString), ("Studio:DataDirectory", Site.DataFile("")),
        ("Studio:MasterKeyFile", Site.DataFile("master.key")), ("Studio:PublicUrl", "https://studio.example.test"),
    ];

    internal static ApiKeyService Keys(IServiceScope scope) => scope.ServiceProvider.GetRequiredService<ApiKeyService>();

    internal async Task<IssuedApiKey> IssueAsync(Caller caller, params ApiKeyScope[] scopes) =>
        await IssueAsync(caller, new NewApiKey("Test", scopes.Length > 0 ? scopes : [ApiKeyScope.Chat, ApiKeyScope.Embeddings], [], null));

    internal async Task<IssuedApiKey> IssueAsync(Caller caller, NewApiKey wanted)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var issued = await Keys(scope).CreateAsync(caller, wanted, CancellationToken.None);
        return issued.Value ?? throw new InvalidOperationException(issued.Error!.Message);
    }

    /// <summary>An organization, and a program with a key of its owner.</summary>
    internal async Task<(Caller Owner, HttpClient Program)> NewProgramAsync(params ApiKeyScope[] scopes)
    {
        var owner = await _site.AddOrganizationAsync();
        return (owner, ProgramWith((await IssueAsync(owner, scopes)).Secret));
    }

    internal HttpClient ProgramWith(string? key, Uri? at = null)
    {
        // By default a disposed response is read on before the connection closes: the server would not notice.
        var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = at ?? BaseAddress };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return http;
    }

    /// <summary>A browser without scripts in which the person has signed in.</summary>
    internal async Task<Visitor> SignInAsync(Caller person) => (await SignInWithCookiesAsync(person)).Visitor;

    internal async Task<(Visitor Visitor, CookieJar Cookies)> SignInWithCookiesAsync(Caller person)
    {
        var cookies = new CookieJar();
        var visitor = new Visitor(new HttpClient(cookies) { BaseAddress = BaseAddress });
        await visitor.SignInAsync(person.Email, StudioSite.Password);
        return (visitor, cookies);
    }

    /// <summary>Posts JSON; with a key of one's own for the request.</summary>
    internal static async Task<HttpResponseMessage> PostAsync(HttpClient program, string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(json) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>A chat completion for a text.</summary>
    internal static string Ask(string text, bool stream = false, string more = "") =>
        $$"""{"model":"{{Model}}","stream":{{(stream ? "true" : "false")}}{{more}},"messages":[{"role":"user","content":"{{text}}"}]}""";

    /// <summary>The body as far as it came, and whether it came to its end.</summary>
    internal static async Task<(string Text, bool Whole)> ReadAsync(HttpResponseMessage answer)
    {
        var text = new MemoryStream();
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await body.CopyToAsync(text, TestContext.Current.CancellationToken);
            return (Encoding.UTF8.GetString(text.ToArray()), true);
        }
        catch (HttpIOException)
        {
            return (Encoding.UTF8.GetString(text.ToArray()), false);
        }
    }

    internal static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private (string Key, string Value)[] Settings =>
    [
        ("urls", "http://127.0.0.1:0"),
        // Limits have tests of their own.
        ("RateLimits:AddressRequests", "0"),
        ("RateLimits:ApiKeyRequests", "0"),
        ("RateLimits:OrganizationRequests", "0"),
        // A node that died is replaced while a test waits.
        ("Jobs:Lease", "00:00:04"),
        ("Jobs:SweepInterval", "00:00:01"),
        ("Jobs:RetryDelay", "00:00:01"),
        ("Outbound:AllowPrivateAddresses:0", "127.0.0.1"),
        ("Providers:OpenAi:ApiKey", "sk-emulated"),
        ("Providers:OpenAi:BaseUrl", Emulator.OpenAiEndpoint.ToString()),
        ("Providers:OpenAi:Model", Model),
        ("Providers:OpenAi:Prices:0:ModelId", EmbeddingModel),
        ("Providers:OpenAi:Prices:0:InputUsd", "0.02"),
        ("Providers:OpenAi:Prices:0:OutputUsd", "0"),
    ];

    private static WebApplicationFactory<Program> Start(WebApplicationFactory<Program> host)
    {
        host.UseKestrel();
        host.StartServer();
        return host;
    }
}
