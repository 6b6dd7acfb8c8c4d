using System.Net.Http.Headers;
using System.Text;
using AiStudio.IntegrationTests.People;

namespace AiStudio.IntegrationTests.Access;

/// <summary>Ten thousand requests that are wrong in one way or several, over every route: none is the server's fault.</summary>
public sealed class MalformedRequestTests(StudioSite site, ITestOutputHelper output) : IClassFixture<StudioSite>
{
    private const int Requests = 10_000;

    private static readonly string[] Texts =
    [
        "", " ", "null", "0", "-1", "1e999", "9223372036854775808", "true", "[]", "{}", "../../etc/passwd", "%00", "\u0000", "\uFEFF", "🙂🙂", "\u202Eabc", "' or 1=1 --", "${jndi:x}",
        "00000000-0000-0000-0000-000000000000", "018f0000-0000-7000-8000-000000000000", new('a', 5_000), "\r\nX-Evil: 1", "<script>", "a/b", "a\\b", "\u2028", "é\u0301",
    ];

    private static readonly string[] Fields =
    [
        "text", "conversationId", "parentMessageId", "assistantId", "model", "scope", "unit", "resource", "perMinute", "priority", "subjectId", "messages", "stream", "input", "n", "tools",
        "stop", "temperature", "metadata", "response_format", "user", "role", "id", "email", "name", "_handler", "__RequestVerificationToken",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "12345678901234567890", "0.1", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "\"018f0000-0000-7000-8000-000000000000\"", "[]", "{}", "[null]", "[[[[]]]]",
        "{\"role\":\"user\",\"content\":null}", "[{\"role\":7}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]", "\"chat\"", "\"user\"", "\"requests\"",
    ];

    [Fact]
    public async Task EveryRoute_WithMalformedRequests_NeverAnswersWithAServerError()
    {
        await using var host = site.NewHost(
            configure: null, ("RateLimits:UserRequests", "0"), ("RateLimits:OrganizationRequests", "0"), ("RateLimits:OrganizationTokens", "0"));
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor(host);
        await visitor.SignInAsync(owner.Email, StudioSite.Password);
        var stranger = site.NewVisitor(host);
        var routes = RouteProbe.All(site);
        var (seed, process) = (20_261_121, Environment.ProcessId);
        var (wrong, statuses) = (new List<string>(), new SortedDictionary<int, int>());

        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, cancellation) =>
        {
            var random = new Random(seed + number);
            using var request = Malformed(routes[random.Next(routes.Count)], random);
            try
            {
                using var answer = await (random.Next(5) == 0 ? stranger : visitor).Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                lock (statuses)
                {
                    statuses[(int)answer.StatusCode] = statuses.GetValueOrDefault((int)answer.StatusCode) + 1;
                    if ((int)answer.StatusCode >= 500)
                        wrong.Add($"#{number} {request.Method} {request.RequestUri} {answer.StatusCode}");
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                lock (statuses)
                    wrong.Add($"#{number} {request.Method} {request.RequestUri} {failure.GetType().Name} {failure.Message}");
            }
        });

        output.WriteLine($"{Requests} requests over {routes.Count} routes: {string.Join(", ", statuses.Select(status => $"{status.Value} × {status.Key}"))}");
        Assert.Empty(wrong.Take(20));
        Assert.Equal(process, Environment.ProcessId);
    }

    private static HttpRequestMessage Malformed(RouteProbe route, Random random)
    {
        var query = random.Next(2) == 0 ? "" : "?" + string.Join('&', Some(random, 3, () => $"{Pick(random, [.. Fields, "cursor", "after", "limit", "archived", "search"])}={Uri.EscapeDataString(Pick(random, Texts))}"));
        // A server on the network refuses a NUL in an address before anybody sees it; the one in memory breaks off the request.
        var thing = random.Next(3) == 0 ? Pick(random, [.. Texts.Where(text => !text.Contains('\0', StringComparison.Ordinal))]) : Guid.CreateVersion7().ToString();
        var method = random.Next(10) == 0 ? Pick(random, "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "FROB") : route.Method;
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(new Uri("https://localhost"), route.Path(thing) + query));
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            request.Content = Body(random);
        foreach (var header in Some(random, 2, () => Pick(random, "Accept", "Last-Event-ID", "Idempotency-Key", "x-request-id", "traceparent", "If-Match", "Range", "Accept-Language", "Origin", "X-Forwarded-For", "Prefer")))
            request.Headers.TryAddWithoutValidation(header, Pick(random, [.. Texts.Where(text => text.All(c => c is >= ' ' and <= '~')), "application/json", "*/*;q=zz", "bytes=-1", "999999999999999999999"]));
        return request;
    }

    private static ByteArrayContent Body(Random random)
    {
        var text = random.Next(6) switch
        {
            0 => Pick(random, Texts),
            1 => "{" + string.Join(',', Some(random, 6, () => $"\"{Pick(random, Fields)}\":{Pick(random, Values)}")) + "}",
            2 => "{" + string.Join(',', Some(random, 6, () => $"\"{Pick(random, Fields)}\":{Pick(random, Values)}")),
            3 => new string('[', random.Next(1, 3_000)),
            4 => string.Join('&', Some(random, 6, () => $"{Pick(random, Fields)}={Uri.EscapeDataString(Pick(random, Texts))}")),
            _ => Encoding.Latin1.GetString([.. Enumerable.Range(0, random.Next(200)).Select(_ => (byte)random.Next(256))]),
        };
        var content = new ByteArrayContent(random.Next(2) == 0 ? Encoding.UTF8.GetBytes(text) : Encoding.Latin1.GetBytes(text));
        if (MediaTypeHeaderValue.TryParse(
            Pick(random, "application/json", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "x/y"), out var type))
            content.Headers.ContentType = type;
        if (random.Next(20) == 0)
            content.Headers.ContentEncoding.Add(Pick(random, "gzip", "br", "zz"));
        return content;
    }

    private static List<T> Some<T>(Random random, int most, Func<T> make) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => make())];

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
