using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Access;

/// <summary>
/// Every route of the app × every role and scope of a key × every id of another organization, in path, query, body and hub arguments:
/// nothing is shown, nothing changes, and to a program the answer is to the byte that for an id that nobody has.
/// </summary>
public sealed partial class ForeignIdTests(StudioSite site, ITestOutputHelper output) : IClassFixture<StudioSite>
{
    private readonly ConcurrentBag<string> _wrong = [];
    private int _probes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRoute_ForEveryRole_WithForeignIds_ShowsAndChangesNothing()
    {
        await using var host = site.NewHost(configure: null, [.. new[] { "User", "Organization", "ApiKey", "Address" }.Select(scope => ($"RateLimits:{scope}Requests", "0")), ("RateLimits:OrganizationTokens", "0")]);
        var foreign = await ForeignThings.MakeAsync(site, host);
        var before = await foreign.SnapshotAsync();
        var (routes, hubs, callers) = (RouteProbe.All(site), HubProbe.All(site.Host.Services), await CallersAsync(host));

        await Parallel.ForEachAsync(callers.Index(), new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = Cancellation }, async (numbered, _) =>
        {
            var (turn, caller) = numbered;
            foreach (var route in routes.Where(route => route.IsForPrograms || !caller.IsProgram))
            {
                foreach (var id in route.NamesAThing || route.Body is not null ? InTurn(foreign.Ids, ++turn) : foreign.Ids.Take(1))
                    await ProbeAsync(caller, route, id);
            }

            foreach (var hub in hubs)
            {
                foreach (var id in InTurn(foreign.Ids, ++turn))
                    await ProbeAsync(host, caller, hub, id);
            }
        });

        var line = $"{routes.Count} routes and {hubs.Count} hub methods × {callers.Count} roles and scopes × {foreign.Ids.Count} foreign ids: {_probes} probes";
        output.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
        Assert.Empty(_wrong.Distinct().Order(StringComparer.Ordinal).Take(30));
        Assert.Empty((await foreign.SnapshotAsync()).Except(before));
        Assert.True(_probes > 2_500, $"only {_probes} probes");
    }

    // In part, each id is still asked for on each route: by every fourth caller.
    private static IEnumerable<string> InTurn(IEnumerable<string> ids, int turn) => ids.Where((_, at) => Proofs.AreWhole || (at + turn) % 4 == 0);

    private async Task ProbeAsync(Prober caller, RouteProbe route, string id)
    {
        var (unknown, said) = (Guid.CreateVersion7().ToString(), $"{caller.Name} {route.Method} {route.Pattern}");
        foreach (var (foreign, nobodys) in ForeignIdRequests.Of(route, id, caller.Token).Zip(ForeignIdRequests.Of(route, unknown, caller.Token)))
        {
            var got = await SendAsync(caller, foreign);
            var expected = await SendAsync(caller, nobodys);
            Interlocked.Increment(ref _probes);
            if (got.Body.Contains(ForeignThings.Canary, StringComparison.Ordinal))
                _wrong.Add($"{said} shows it");
            if ((int)got.Status >= 500)
                _wrong.Add($"{said} answers {got.Status}");
            if (route is { IsForPrograms: true, NamesAThing: true } && (int)got.Status is >= 200 and < 300)
                _wrong.Add($"{said} answers {got.Status}");
            if (caller.Name == "nobody" && !route.Open && got.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Found or HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest))
                _wrong.Add($"{said} answers {got.Status}");
            if (got.Status != expected.Status || (route.IsForPrograms && Plain(got.Body) != Plain(expected.Body)))
                _wrong.Add($"{said} answers {got.Status} to a foreign id and {expected.Status} to one that nobody has: {Plain(got.Body)} {Plain(expected.Body)}");
        }
    }

    private async Task ProbeAsync(WebApplicationFactory<Program> host, Prober caller, HubProbe hub, string id)
    {
        var got = await hub.AskAsync(host.Server, caller.Credential, id, Cancellation);
        var expected = await hub.AskAsync(host.Server, caller.Credential, Guid.CreateVersion7().ToString(), Cancellation);
        Interlocked.Increment(ref _probes);
        if (got != expected || got.Contains(ForeignThings.Canary, StringComparison.Ordinal) || (caller.Name == "nobody" && got != "closed"))
            _wrong.Add($"{caller.Name} {hub.Path} {hub.Method.Name} answers {got} to a foreign id and {expected} to one that nobody has");
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(Prober caller, HttpRequestMessage request)
    {
        using var sent = request;
        using var answer = await caller.Http.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return (answer.StatusCode, await answer.TextAsync(Cancellation));
    }

    // Ids are what differs, and what names this one request.
    private static string Plain(string body) => OwnToTheRequest().Replace(body, "-");

    private async Task<IReadOnlyList<Prober>> CallersAsync(WebApplicationFactory<Program> host)
    {
        var owner = await site.AddOrganizationAsync();
        var callers = new List<Prober>();
        foreach (var role in new Role?[] { null, Role.Member, Role.Finance, Role.Admin, Role.Owner })
        {
            var (cookies, home) = (new CookieContainer(), new Uri("https://localhost"));
            var visitor = new Visitor(host.CreateDefaultClient(home, new CookieContainerHandler(cookies)));
            if (role is not null)
                await visitor.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, role.Value)).Email, StudioSite.Password);
            var token = Visitor.TokenOf((await visitor.GetAsync(role is null ? "/sign-in" : "/account")).Body);
            callers.Add(new(role?.ToName() ?? "nobody", visitor.Http, token, role is null ? null : ("Cookie", cookies.GetCookieHeader(home)), IsProgram: false));
        }

        await using var scope = host.Services.CreateAsyncScope();
        foreach (var opens in Enum.GetValues<ApiKeyScope>())
        {
            var issued = await scope.ServiceProvider.GetRequiredService<ApiKeyService>().CreateAsync(owner, new NewApiKey("Probe", [opens], [], null), CancellationToken.None);
            var http = host.CreateDefaultClient(new Uri("https://localhost"));
            http.DefaultRequestHeaders.Authorization = new("Bearer", issued.Value!.Secret);
            callers.Add(new($"key for {opens}", http, "", ("Authorization", $"Bearer {issued.Value.Secret}"), IsProgram: true));
        }

        return callers;
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|req_[0-9a-f]{32,48}|00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}|\"created\":[0-9]+|20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|\\+00:00)")]
    private static partial Regex OwnToTheRequest();

    private sealed record Prober(string Name, HttpClient Http, string Token, (string Name, string Value)? Credential, bool IsProgram);
}
