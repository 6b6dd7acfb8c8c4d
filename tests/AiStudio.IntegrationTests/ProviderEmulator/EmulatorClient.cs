using System.Net.Http.Headers;
using System.Text;
using AiStudio.ProviderEmulator;

namespace AiStudio.IntegrationTests.ProviderEmulator;

/// <summary>A started emulator and a plain HTTP client for it: these tests are about bytes, so no SDK stands between.</summary>
internal sealed class EmulatorClient : IAsyncDisposable
{
    public const string Key = "sk-test-0123456789";

    private EmulatorClient(ProviderEmulatorHost host)
    {
        Host = host;
        // By default a disposed response is read on for two seconds before the connection closes: the provider would not notice.
        Http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = host.BaseAddress };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        Http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
    }

    public ProviderEmulatorHost Host { get; }

    public HttpClient Http { get; }

    public static async Task<EmulatorClient> StartAsync(EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();
        return new EmulatorClient(await ProviderEmulatorHost.StartAsync(options with { Clock = new FixedClock() }, Stopping));
    }

    public static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> ChatAsync(string prompt, bool stream = false, string more = "") =>
        PostAsync("v1/chat/completions", Body(prompt, stream, more));

    public Task<HttpResponseMessage> MessagesAsync(string prompt, bool stream = false, string more = "") =>
        PostAsync("v1/messages", Body(prompt, stream, ""","max_tokens":100""" + more));

    public async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stopping);
    }

    public static string Body(string prompt, bool stream, string more = "") =>
        $$"""{"model":"m","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{prompt}}"}]{{more}}}""";

    /// <summary>Reads until the text has been seen, and no further than the network gives.</summary>
    public static async Task<string> ReadUntilAsync(Stream stream, string text)
    {
        var seen = new StringBuilder();
        var buffer = new byte[4096];
        while (!seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, Stopping);
            if (count == 0)
                break;
            seen.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return seen.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    }
}
