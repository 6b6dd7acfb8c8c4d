using System.Diagnostics;
using System.Net;
using AiStudio.IntegrationTests.People;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>What several answers to one question cost: each is held, settled and recorded as a call of its own, however the request ends.</summary>
public sealed class ChoicesMoneyTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static readonly Script s_slow = new() { TokenCount = 40, ChunkDelayMs = 50 };

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_SayWhatTheBillSays_WholeStreamedAndLeft()
    {
        var (owner, program) = await api.NewProgramAsync();
        await api.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        foreach (var prompt in new[] { "billed whole", "billed stream", "billed left" })
            api.Answer(prompt, s_slow with { TokenCount = 11 }, s_slow with { TokenCount = 23 }, s_slow);

        using var whole = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(3, "billed whole"));
        using var stream = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(3, "billed stream", stream: true));
        await stream.Content.ReadAsStringAsync(Stopping);
        // Under a key it runs to its end, so what was used is known to the token.
        await LeaveAsync(program, "billed left", ("Idempotency-Key", "left"));
        await EndedAsync(owner.OrganizationId, 9);

        var bill = Billed("billed");
        Assert.Equal(9, bill.Count(row => row.Ending == Ending.Completed));
        Assert.Equal((3 * (11 + 23 + 40), bill.Sum(row => row.InputTokens)), (bill.Sum(row => row.OutputTokens), 9 * bill[0].InputTokens));
        Assert.Equal(
            $"9 {bill.Sum(row => row.InputTokens)} {bill.Sum(row => row.OutputTokens)} {bill.Sum(CostOf)}",
            await api.Database.ScalarAsync<string>("select concat_ws(' ', count(*), sum(input_tokens), sum(output_tokens), sum(cost_nano_usd)) from ledger_entry where org_id = $1 and not estimated", owner.OrganizationId));
        await api.Database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task Client_ThatHangsUpInMidStream_StopsAll_AndPaysForWhatEachHadSaid()
    {
        var (owner, program) = await api.NewProgramAsync();
        await api.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var endless = s_slow with { TokenCount = 2_000 };
        api.Answer("hung up on", endless, endless, endless);

        await LeaveAsync(program, "hung up on");
        await EndedAsync(owner.OrganizationId, 3);

        Assert.Equal("stopped stopped stopped", await EndingsAsync(owner.OrganizationId));
        await Eventually.FalseAsync(() => Task.FromResult(Billed("hung up on").Any(row => row.Ending != Ending.ClientAborted)));
        var booked = await api.Database.ScalarAsync<long>("select sum(output_tokens)::bigint from ledger_entry where org_id = $1 having count(*) = 3 and min(output_tokens) > 0", owner.OrganizationId);
        // It is estimated from what came, without what the provider still said in the moment in which it was cut.
        Assert.InRange(Math.Abs(Billed("hung up on").Sum(row => row.OutputTokens) - booked), 0, 3 * 40);
        await api.Database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Third_ForWhichThereIsNoMoney_RefusesAll_AndTheOthersAreStopped(bool stream)
    {
        var (owner, program) = await api.NewProgramAsync();
        var prompt = $"no money for {stream}";
        const string limit = ""","max_tokens":50""";
        using var first = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(1, prompt, stream, limit));
        await first.Content.ReadAsStringAsync(Stopping);
        var hold = await api.Database.ScalarAsync<long>("select max(amount_nano_usd) from hold where org_id = $1", owner.OrganizationId);
        await api.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", (2 * hold) + await SpentAsync(owner.OrganizationId));
        api.Answer(prompt, [.. Enumerable.Repeat(new Script { DelayMs = 60_000 }, 3)]);
        var began = Stopwatch.StartNew();

        using var refused = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(3, prompt, stream, limit));
        var text = await refused.Content.ReadAsStringAsync(Stopping);

        Assert.True(refused.StatusCode == HttpStatusCode.TooManyRequests, text);
        Assert.Contains("\"code\":\"budget_exhausted\"", text, StringComparison.Ordinal);
        Assert.InRange(began.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(40));
        await EndedAsync(owner.OrganizationId, 4);
        Assert.Equal("completed refused stopped stopped", await EndingsAsync(owner.OrganizationId));
        await api.Database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task OneThatBreaksInMidStream_EndsTheStreamInAnError_AndTheOthersAreStopped()
    {
        var (owner, program) = await api.NewProgramAsync();
        var endless = s_slow with { TokenCount = 2_000 };
        api.Answer("breaks of", endless, s_slow with { Fault = new(FaultKind.Reset) { AfterChunks = 10 } }, endless);

        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(3, "breaks of", stream: true));
        var (text, whole) = await ApiSite.ReadAsync(answer);
        await EndedAsync(owner.OrganizationId, 3);

        Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, whole));
        Assert.Contains("event: error\ndata: {\"error\":{\"message\":", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"", text, StringComparison.Ordinal);
        Assert.Equal("interrupted stopped stopped", await EndingsAsync(owner.OrganizationId));
        await api.Database.AssertReconciledAsync(owner.OrganizationId);
    }

    private static async Task LeaveAsync(HttpClient program, string prompt, params (string, string)[] headers)
    {
        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(3, prompt, stream: true), headers);
        await using var body = await answer.Content.ReadAsStreamAsync(Stopping);
        await body.ReadExactlyAsync(new byte[1_000], Stopping);
    }

    // The price of the model: 0.40 $ a million of input, 1.60 $ of output.
    private static long CostOf(BillRow row) => (400L * row.InputTokens) + (1_600L * row.OutputTokens);

    private List<BillRow> Billed(string prompt) => [.. api.Emulator.Bill.Rows.Where(row => row.RequestBody!.Contains(prompt, StringComparison.Ordinal))];

    /// <summary>Until all calls are recorded and hold nothing any more.</summary>
    private Task EndedAsync(Guid organization, int calls) => Eventually.FalseAsync(async () =>
        await api.Database.ScalarAsync<string>("select (select count(*) from call where org_id = $1) || ' ' || (select count(*) from hold where org_id = $1 and state = 'held')", organization) != $"{calls} 0");

    private Task<string?> EndingsAsync(Guid organization) => api.Database.ScalarAsync<string>("select string_agg(ending, ' ' order by ending) from call where org_id = $1", organization);

    private async Task<long> SpentAsync(Guid organization) => await api.Database.ScalarAsync<long>("select coalesce(sum(cost_nano_usd), 0)::bigint from ledger_entry where org_id = $1", organization);
}
