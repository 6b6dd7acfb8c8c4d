using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Access;

/// <summary>Every route of the app × every role × every id of another organization, in path, query and body: nothing is shown and nothing changes.</summary>
public sealed class ForeignIdTests(StudioSite site, ITestOutputHelper output) : IClassFixture<StudioSite>
{
    private const string Canary = "canary-of-the-other-organization";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRoute_ForEveryRole_WithForeignIds_ShowsAndChangesNothing()
    {
        await using var host = site.NewHost(configure: null, ("RateLimits:UserRequests", "0"), ("RateLimits:OrganizationRequests", "0"));
        var foreign = await ForeignAsync(host);
        var owner = await site.AddOrganizationAsync();
        var before = await SnapshotAsync(foreign.Organization);
        var routes = RouteProbe.All(site);
        var (probes, wrong) = (0, new List<string>());

        foreach (var role in new Role?[] { null, Role.Member, Role.Finance, Role.Admin, Role.Owner })
        {
            var visitor = site.NewVisitor(host);
            if (role is not null)
                await visitor.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, role.Value)).Email, StudioSite.Password);
            var token = Visitor.TokenOf((await visitor.GetAsync(role is null ? "/sign-in" : "/account")).Body);
            foreach (var route in routes)
            {
                foreach (var id in route.NamesAThing || route.Method != "GET" ? foreign.Ids : [foreign.Ids[0]])
                {
                    foreach (var request in Requests(route, id, foreign.Ids, token))
                    {
                        using var sent = request;
                        using var answer = await visitor.Http.SendAsync(sent, Cancellation);
                        var body = await answer.Content.ReadAsStringAsync(Cancellation);
                        probes++;
                        if (body.Contains(Canary, StringComparison.Ordinal))
                            wrong.Add($"{role} {route.Method} {sent.RequestUri} shows it");
                        if ((int)answer.StatusCode >= 500)
                            wrong.Add($"{role} {route.Method} {sent.RequestUri} {answer.StatusCode}");
                        if (route.Pattern.StartsWith("/api/", StringComparison.Ordinal) && route.NamesAThing && answer.IsSuccessStatusCode)
                            wrong.Add($"{role} {route.Method} {sent.RequestUri} {answer.StatusCode}");
                        if (role is null && !route.Open && answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Found or HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest))
                            wrong.Add($"nobody {route.Method} {sent.RequestUri} {answer.StatusCode}");
                    }
                }
            }
        }

        output.WriteLine($"{routes.Count} routes × 5 roles × {foreign.Ids.Count} foreign ids: {probes} probes");
        TestContext.Current.SendDiagnosticMessage($"{routes.Count} routes × 5 roles × {foreign.Ids.Count} foreign ids: {probes} probes");
        Assert.Empty(wrong.Distinct());
        Assert.Equal(before, await SnapshotAsync(foreign.Organization));
        Assert.True(probes > 500, $"only {probes} probes");
    }

    private static IEnumerable<HttpRequestMessage> Requests(RouteProbe route, string id, IReadOnlyList<string> ids, string token)
    {
        var path = route.Path(id);
        if (route.Method is "GET" or "HEAD" or "DELETE")
        {
            yield return new HttpRequestMessage(new HttpMethod(route.Method), $"{path}?id={id}&after={id}&conversation={id}&cursor={id}");
            yield break;
        }

        if (route.Pattern.StartsWith("/api", StringComparison.Ordinal) || route.Pattern.StartsWith("/v1", StringComparison.Ordinal))
        {
            foreach (var other in ids)
            {
                var body = JsonSerializer.Serialize(new Dictionary<string, object>
                {
                    ["conversationId"] = id, ["parentMessageId"] = other, ["assistantId"] = other, ["text"] = "x", ["model"] = other, ["subjectId"] = other,
                });
                yield return new HttpRequestMessage(new HttpMethod(route.Method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            }

            yield break;
        }

        yield return new HttpRequestMessage(new HttpMethod(route.Method), path)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token, ["id"] = id, ["userId"] = id, ["organization"] = id, ["role"] = "owner", ["organizationId"] = id,
            }),
        };
    }

    /// <summary>Another organization with something of each kind, its text marked.</summary>
    private async Task<(Guid Organization, IReadOnlyList<string> Ids)> ForeignAsync(Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> host)
    {
        var owner = await site.AddOrganizationAsync(Canary);
        var visitor = site.NewVisitor(host);
        await visitor.SignInAsync(owner.Email, StudioSite.Password);
        using var asked = await visitor.Http.PostAsync("/api/turns", new StringContent($"{{\"text\":\"{Canary}\"}}", Encoding.UTF8, "application/json"), Cancellation);
        using var turn = JsonDocument.Parse(await asked.Content.ReadAsStringAsync(Cancellation));
        using var events = await visitor.Http.GetAsync($"/api/turns/{turn.RootElement.GetProperty("turnId").GetGuid()}/events", Cancellation);
        await events.Content.ReadAsStringAsync(Cancellation);
        using var rule = await visitor.Http.PostAsync("/api/rate-limits", new StringContent("""{"scope":"user","unit":"requests","perMinute":100000}""", Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.Created, rule.StatusCode);
        var ids = turn.RootElement.EnumerateObject().Select(property => property.Value.GetString()!).ToList();
        foreach (var table in new[] { "rate_limit_rule", "knowledge_base", "assistant", "prompt", "provider_connection", "budget" })
        {
            if (await site.Database.ScalarAsync<Guid?>($"select id from {table} where org_id = $1 limit 1", owner.OrganizationId) is { } id)
                ids.Add(id.ToString());
        }

        return (owner.OrganizationId, [.. ids, owner.UserId.ToString(), owner.OrganizationId.ToString()]);
    }

    // Every tenant table's rows of the organization, as one text. What the site does by itself (prices, leases, sessions) is left out.
    private async Task<string> SnapshotAsync(Guid organization)
    {
        var text = new StringBuilder();
        foreach (var table in new[] { "membership", "invitation", "api_key", "conversation", "message", "turn", "feedback", "assistant", "prompt", "prompt_version", "prompt_label", "knowledge_base", "document", "budget", "provider_connection", "rate_limit_rule", "activity_log" })
            text.AppendLine(CultureInfo.InvariantCulture, $"{table} {await site.Database.ScalarAsync<string>($"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t where org_id = $1", organization)}");
        return text.ToString();
    }
}
