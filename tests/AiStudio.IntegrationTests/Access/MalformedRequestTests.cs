using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Edge;
using AiStudio.IntegrationTests.People;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;

namespace AiStudio.IntegrationTests.Access;

/// <summary>Thousands of requests that are wrong in one way or several, over every route of the real process: none is the server's fault, and the process lives on.</summary>
public sealed class MalformedRequestTests(ApiSite api, ITestOutputHelper output) : IClassFixture<ApiSite>
{
    private static readonly int s_requests = Proofs.AreWhole ? 10_000 : 1_200;
    private const int Seed = 20_261_121;
    private static readonly TimeSpan s_promise = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRoute_WithMalformedRequests_NeverAnswersWithAServerError()
    {
        await using var node = await WebNode.StartAsync(api.SettingsOfAProcess());
        var owner = await api.Site.AddOrganizationAsync();
        var (cookie, token) = await SignInAsync(owner.Email);
        var key = await api.IssueAsync(owner, ApiKeyScope.Chat, ApiKeyScope.Embeddings, ApiKeyScope.Knowledge, ApiKeyScope.Evals, ApiKeyScope.Admin);
        string[] credentials = [$"Cookie: {cookie}", $"Authorization: Bearer {key.Secret}", "Accept: */*"];
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 16 }) { BaseAddress = node.Address, Timeout = TimeSpan.FromSeconds(60) };
        var routes = RouteProbe.All(api.Site);
        var (wrong, statuses, process) = (new List<string>(), new SortedDictionary<int, int>(), node.Id);

        await Parallel.ForEachAsync(Enumerable.Range(0, s_requests), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancellation }, async (number, cancellation) =>
        {
            var random = new Random(Seed + number);
            var route = routes[random.Next(routes.Count)];
            var malformed = new Malformed(random, token);
            // Programs have keys, people have cookies, and some have neither.
            var who = credentials[random.Next(8) switch { 0 => 2, 1 => random.Next(2), _ => route.Pattern.StartsWith("/v1", StringComparison.Ordinal) ? 1 : 0 }];
            var said = $"#{number} {route.Method} {route.Pattern}";
            try
            {
                var status = random.Next(25) == 0 ? await SendRawAsync(node.Address, malformed.Raw(route).Replace("@credentials@", who + "\r\n", StringComparison.Ordinal), cancellation) : await SendAsync(http, malformed.Of(route), who, cancellation);
                lock (statuses)
                {
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                    if (status >= 500)
                        wrong.Add($"{said} {status}");
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                lock (statuses)
                    wrong.Add($"{said} {failure.GetType().Name} {failure.Message}");
            }
        });

        var line = $"{s_requests} malformed requests over {routes.Count} routes: {string.Join(", ", statuses.Select(status => $"{status.Value} × {status.Key}"))}";
        output.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
        Assert.Empty(wrong.Take(20));
        Assert.True(node.IsAlive && node.Id == process, node.LastLines());
        using var alive = await http.GetAsync("/health/live", Cancellation);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account") { Headers = { { "Cookie", cookie } } };
        using var account = await http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, account.StatusCode);
    }

    // In memory, on a node beside it: they share their keys.
    private async Task<(string Cookie, string Token)> SignInAsync(string email)
    {
        var cookies = new CookieContainer();
        var home = new Uri("https://localhost");
        await using var host = api.Site.NewHost();
        var visitor = new Visitor(host.CreateDefaultClient(home, new CookieContainerHandler(cookies)));
        await visitor.SignInAsync(email, StudioSite.Password);
        var (_, page) = await visitor.GetAsync("/account");
        return (cookies.GetCookieHeader(home), Visitor.TokenOf(page));
    }

    private static async Task<int> SendAsync(HttpClient http, HttpRequestMessage request, string who, CancellationToken cancellation)
    {
        using var sent = request;
        if (who.Split(": ", 2) is [var name, var value])
            sent.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return (int)answer.StatusCode;
    }

    private static async Task<int> SendRawAsync(Uri address, string bytes, CancellationToken cancellation)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, cancellation);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), cancellation);
        var buffer = new byte[64];
        try
        {
            var reading = stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false, cancellation).AsTask();
            // It may wait for bytes that were promised.
            await Task.WhenAny(reading, Task.Delay(s_promise, cancellation));
            if (!reading.IsCompleted)
                connection.Client.Shutdown(SocketShutdown.Send);
            var count = await reading;
            // Nobody is left to hear an answer: closing without one is right.
            return count < 12 ? 0 : int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
