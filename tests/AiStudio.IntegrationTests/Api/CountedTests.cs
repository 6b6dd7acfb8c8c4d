using System.Globalization;
using System.Net;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Budgets;

namespace AiStudio.IntegrationTests.Api;

/// <summary>What is counted of programs, by whatever door they come: in the limits of a minute, and in <c>/metrics</c>.</summary>
public sealed class CountedTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const long TokensOfAKey = 2_000_000;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_OfTurnsAndBatchesAndLaterAnswers_CountAsThoseOfRequests()
    {
        var (owner, program) = await api.NewProgramAsync();

        using var started = await ApiSite.PostAsync(program, "/api/turns", """{"text":"How many days of leave are there?"}""");
        using var turn = JsonDocument.Parse(await started.Content.ReadAsStringAsync(Stopping));
        Assert.Contains("event: finished", await program.GetStringAsync($"/api/turns/{turn.RootElement.GetProperty("turnId").GetGuid()}/events", Stopping), StringComparison.Ordinal);
        await LeftIsWhatCallsUsedAsync();
        var line = $$$"""{"custom_id":"1","method":"POST","url":"/v1/chat/completions","body":{{{ApiSite.Ask("A line of a batch")}}}}""";
        using var batch = await ApiSite.PostAsync(program, "/api/batches", line);
        using var taken = JsonDocument.Parse(await batch.Content.ReadAsStringAsync(Stopping));
        await program.GetStringAsync($"/api/jobs/{taken.RootElement.GetProperty("job_id").GetGuid()}/events", Stopping);
        await LeftIsWhatCallsUsedAsync();
        using var later = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Later"), ("Prefer", "respond-async"));
        await program.GetStringAsync($"{later.Headers.Location}/events", Stopping);
        await LeftIsWhatCallsUsedAsync();

        // Nothing is used by a question that is none; a guess of it stands in what it is told.
        async Task LeftIsWhatCallsUsedAsync()
        {
            const string nothing = "{}";
            using var answer = await ApiSite.PostAsync(program, "/api/turns", nothing);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var used = await api.Database.ScalarAsync<long>("select sum(input_tokens + output_tokens)::bigint from call where org_id = $1 and api_key_id is not null", owner.OrganizationId);
            var left = long.Parse(answer.Headers.GetValues("x-ratelimit-remaining-tokens").Single(), CultureInfo.InvariantCulture);
            Assert.Equal(TokensOfAKey - used - 1, left);
        }
    }

    [Fact]
    public async Task Metrics_CountKnownAnswers_Refusals_PlacesAndJobs()
    {
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret);
        using var admin = api.ProgramWith((await api.IssueAsync(owner, ApiKeyScope.Admin)).Secret);
        using var poor = api.ProgramWith((await api.IssueAsync(owner, new NewApiKey("Poor", [ApiKeyScope.Chat], [], null) { Budget = new(0, BudgetPeriod.Month) })).Secret);
        var closed = await api.IssueAsync(owner);
        using var slow = api.ProgramWith(closed.Secret);

        for (var i = 0; i < 3; i++)
            (await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Counted", more: ""","cache":{"ttl":60}"""))).Dispose();
        using var overBudget = await ApiSite.PostAsync(poor, "/v1/chat/completions", ApiSite.Ask("Counted"));
        using var rule = await ApiSite.PostAsync(admin, "/api/rate-limits", $$"""{"scope":"api_key","subjectId":"{{closed.Id}}","unit":"requests","resource":"chat","perMinute":0}""");
        using var tooMany = await ApiSite.PostAsync(slow, "/v1/chat/completions", ApiSite.Ask("Counted"));
        var told = await program.GetStringAsync("/metrics", Stopping);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.Created, HttpStatusCode.TooManyRequests), (overBudget.StatusCode, rule.StatusCode, tooMany.StatusCode));
        Assert.Contains("\naistudio_answer_cache_total{outcome=\"exact\"} 2\n", told, StringComparison.Ordinal);
        Assert.Matches("\naistudio_answer_cache_total\\{outcome=\"miss\"\\} [1-9][0-9]*\n", told);
        Assert.Contains("\naistudio_budget_refusals_total 1\n", told, StringComparison.Ordinal);
        Assert.Contains("\naistudio_rate_limit_refusals_total{kind=\"requests\",scope=\"api_key\"} 1\n", told, StringComparison.Ordinal);
        Assert.Contains("\naistudio_provider_calls{state=\"waiting\"} 0\n", told, StringComparison.Ordinal);
        foreach (var state in new[] { "queued", "running", "failed", "waiting", "dead" })
            Assert.Matches($"\naistudio_jobs\\{{state=\"{state}\"\\}} [0-9]+\n", told);
    }
}
