using System.Globalization;
using System.Net;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>What a program can say and hear beyond OpenAI's protocol: whom it asks for, what its budgets leave, whether a known answer will do.</summary>
public sealed class RequestExtensionTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_OfARequest_StandsInItsCallsRow()
    {
        var (_, program) = await api.NewProgramAsync();

        using var whole = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello", more: ""","user":"customer 17 👋" """));
        using var stream = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello", stream: true, more: ""","safety_identifier":"customer 18" """));
        await stream.Content.ReadAsStringAsync(Stopping);
        using var vectors = await ApiSite.PostAsync(program, "/v1/embeddings", $$"""{"model":"{{ApiSite.EmbeddingModel}}","input":"x","user":"customer 19"}""");
        using var tooLong = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello", more: $",\"user\":\"{new string('x', 513)}\""));

        Assert.Equal("customer 17 👋, customer 18, customer 19", $"{await UserOfAsync(whole)}, {await UserOfAsync(stream)}, {await UserOfAsync(vectors)}");
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);

        Task<string?> UserOfAsync(HttpResponseMessage answer) => api.Database.ScalarAsync<string>("select end_user from call where id = $1", Guid.Parse(Header(answer, "x-aistudio-call-id")!));
    }

    [Fact]
    public async Task BudgetLeft_IsTheTightestOnes_AfterWhatTheAnswerCost()
    {
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner, Capped(2))).Secret);
        using var free = api.ProgramWith((await api.IssueAsync(owner)).Secret);

        using var unlimited = await ApiSite.PostAsync(free, "/v1/chat/completions", ApiSite.Ask("Hello"));
        using var first = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello"));
        using var second = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello"));
        using var stream = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello", stream: true));

        Assert.Null(Header(unlimited, "x-aistudio-budget-left-usd"));
        Assert.Equal(2m - Cost(first), Left(first));
        Assert.Equal(2m - Cost(first) - Cost(second), Left(second));
        // A stream begins before it is known what it costs: what is held for it is not left.
        Assert.InRange(Left(stream), 1m, Left(second) - 0.0000001m);

        static decimal Left(HttpResponseMessage answer) => decimal.Parse(Header(answer, "x-aistudio-budget-left-usd")!, CultureInfo.InvariantCulture);
        static decimal Cost(HttpResponseMessage answer) => decimal.Parse(Header(answer, "x-aistudio-cost-usd")!, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Stream_TellsBeforeItsFirstEventWhatIsKnown_AndInItsUsageWhatItCost()
    {
        var (_, program) = await api.NewProgramAsync();
        api.Emulator.Scripts.Add(new Script { PromptContains = "answers at the second try", Status = 503 });
        const string usage = ""","stream_options":{"include_usage":true}""";

        using var first = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello", stream: true, more: usage));
        using var second = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("answers at the second try", stream: true, more: usage));
        using var silent = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello", stream: true));

        Assert.Equal(("1", "2"), (Header(first, "x-aistudio-attempts"), Header(second, "x-aistudio-attempts")));
        Assert.Equal((ApiSite.Model, "none"), (Header(first, "x-aistudio-model"), Header(first, "x-aistudio-cache")));
        Assert.InRange(decimal.Parse(Header(first, "x-aistudio-overhead-ms")!, CultureInfo.InvariantCulture), 0.01m, 5_000m);
        foreach (var answer in new[] { first, second })
        {
            var last = (await answer.Content.ReadAsStringAsync(Stopping)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^2];
            using var chunk = System.Text.Json.JsonDocument.Parse(last["data: ".Length..]);
            var booked = await api.Database.ScalarAsync<long>("select cost_nano_usd from call where id = $1", Guid.Parse(Header(answer, "x-aistudio-call-id")!));
            Assert.True(booked > 0);
            Assert.Equal(booked / 1_000_000_000m, chunk.RootElement.GetProperty("usage").GetProperty("cost_usd").GetDecimal());
        }

        Assert.DoesNotContain("cost_usd", await silent.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_WhereARequestAsksForIt_AnswersAgainForNothing_AndForThatKeyOnly()
    {
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret);
        using var other = api.ProgramWith((await api.IssueAsync(owner)).Secret);
        var cached = ApiSite.Ask("What is cached?", more: ""","cache":{"ttl":600}""");
        var billed = api.Emulator.Bill.Rows.Count;

        var answers = new List<(string Cache, string Cost)>();
        foreach (var (asks, body, headers) in new (HttpClient, string, (string, string)[])[]
        {
            (program, cached, []), (program, cached, []),
            (program, ApiSite.Ask("What is cached?"), [("x-aistudio-cache", "600")]),
            (program, ApiSite.Ask("What is cached?"), []),
            (other, cached, []),
            (program, ApiSite.Ask("What is cached?", more: ""","cache":{"ttl":600,"no-cache":true}"""), []),
            (program, ApiSite.Ask("What is cached?", stream: true, more: ""","cache":{"ttl":600}"""), []),
            (program, ApiSite.Ask("What is cached?", more: ""","cache":{"no-store":true}"""), [("x-aistudio-cache", "600")]),
        })
        {
            using var answer = await ApiSite.PostAsync(asks, "/v1/chat/completions", body, headers);
            Assert.Contains("What is cached?", await answer.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
            answers.Add((Header(answer, "x-aistudio-cache")!, Header(answer, "x-aistudio-cost-usd") ?? "stream"));
        }

        Assert.Equal(["none", "exact", "exact", "none", "none", "none", "exact", "none"], answers.Select(answer => answer.Cache));
        Assert.Equal("0", answers[1].Cost);
        Assert.NotEqual("0", answers[0].Cost);
        Assert.Equal(5, (await api.Emulator.Bill.SettledAsync(billed + 5, Stopping)).Count - billed);
        using var wrong = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("x"), ("x-aistudio-cache", "soon"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task KeyWithABudget_StopsAtIt_AndTheListShowsIt()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var visitor = await api.SignInAsync(member);

        var refused = await visitor.SubmitAsync("/api-keys", "new-key", ("name", "Poor"), ("scope", "chat"), ("cap", "a lot"), ("period", "Day"), ("days", "30"));
        var made = await visitor.SubmitAsync("/api-keys", "new-key", ("name", "Poor"), ("scope", "chat"), ("cap", "0"), ("period", "Day"), ("days", "30"));
        var secret = System.Text.RegularExpressions.Regex.Match(made.Body, "ais_[0-9a-f]{16}_[0-9a-f]{64}").Value;
        using var program = api.ProgramWith(secret);
        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello"));

        Assert.Contains("Write what it may spend as a number of dollars", refused.Body, StringComparison.Ordinal);
        Assert.Contains("$0.00 of $0.00 this day", made.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains("Key Poor", await answer.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
        Assert.Equal("api_key 0", await api.Database.ScalarAsync<string>("select scope || ' ' || cap_nano_usd from budget where org_id = $1 and name = 'Key Poor'", owner.OrganizationId));
    }

    private static NewApiKey Capped(decimal usd) => new("Capped", [ApiKeyScope.Chat], [], null) { Budget = new(usd, BudgetPeriod.Month) };

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
