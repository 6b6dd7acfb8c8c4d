using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AiStudio.Features.Models.Caching;
using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Overview;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using CachingSavings = AiStudio.Features.Models.Caching.Savings;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>What was saved leads to the calls that saved it: they add up to it, to the nano-dollar.</summary>
public sealed partial class SavingLinksTests(StudioSite site) : IClassFixture<StudioSite>
{
    // More than stand on a page.
    private const int Calls = 130;

    // A midnight of Berlin, some weeks ago.
    private static readonly DateOnly s_first = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-20);
    private static readonly DateTimeOffset s_began = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(s_first.ToDateTime(TimeOnly.MinValue), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")), TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("&feature=chat")]
    public async Task Savings_OfTheOverview_LeadToRowsThatAddUpToThem(string narrowed)
    {
        var owner = await AddTrafficAsync();
        var finance = await site.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, Role.Finance)).Email);
        var filter = new SpendFilter { Feature = narrowed.Length == 0 ? null : "chat" }.Between(s_first, s_first.AddDays(8));
        var figures = (await new OverviewReport(site.Database.Studio).SavingsAsync(owner, filter, routing: true, Cancellation)).Value!;
        var expected = new Dictionary<string, long> { ["prompt"] = figures.PromptCache, ["exact"] = figures.Exact, ["similar"] = figures.Similar, ["routing"] = figures.Routing!.NanoUsd };
        Assert.All(expected.Values, nano => Assert.NotEqual(0, nano));

        var page = (await finance.GetAsync($"/spend?from={s_first:yyyy-MM-dd}&to={s_first.AddDays(8):yyyy-MM-dd}&routing=true{narrowed}")).Body;
        var links = Link().Matches(page).Select(match => (Saving: match.Groups[2].Value, Address: WebUtility.HtmlDecode(match.Groups[1].Value), Amount: match.Groups[3].Value)).ToList();

        Assert.Equal(["prompt", "exact", "similar", "routing"], links.Select(link => link.Saving));
        foreach (var (saving, address, amount) in links)
        {
            Assert.Equal(Money.Format(expected[saving]), amount);
            // What routing saved is added up on the overview only, where somebody asks for it.
            Assert.StartsWith(saving == "routing" ? "Calls that routing sent elsewhere" : $"{amount} saved", WebUtility.HtmlDecode(Heading().Match((await finance.GetAsync(address)).Body).Groups[1].Value), StringComparison.Ordinal);
            var rows = await RowsAsync(owner, new CallFilter(filter, null, null) { Saved = Enum.Parse<CallSaving>(saving, ignoreCase: true) });
            Assert.True(rows.Count > ChargedCalls.PageSize / 2 && rows.Count < Calls, $"{saving}: {rows.Count}");
            Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct().Count());
            Assert.Equal(expected[saving], (long)rows.Sum(row => row.SavedNanoUsd!.Value));
            if (saving == "routing")
                Assert.Equal(figures.Routing.Calls, rows.Count);
            var file = (await finance.GetAsync(address.Replace("/spend/calls", "/api/spend/calls.csv", StringComparison.Ordinal))).Body.Trim().Split("\r\n");
            Assert.EndsWith(",cost_usd,saved_usd", file[0], StringComparison.Ordinal);
            Assert.Equal(expected[saving], (long)(file.Skip(1).Sum(line => decimal.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture)) * 1_000_000_000m));
        }
    }

    [Fact]
    public async Task Figures_OfTheCachingPage_LeadToRowsThatAddUpToThem()
    {
        var owner = await AddTrafficAsync();
        await site.Database.ExecuteAsync("""
            with settled as (
              insert into ledger_entry (org_id, call_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
              select $1, gen_random_uuid(), case when n % 2 = 0 then 'cache-lookup' else 'cache-judge' end, 'Cloud', 'large-1', 10, 0, 0, 1, 0, false, 70000 + n, $2::timestamptz + n * interval '3 hours'
              from generate_series(1, 9) n returning *)
            insert into daily_spend (org_id, day, feature, model_id, provider, calls, input_tokens, output_tokens, cost_nano_usd)
            select org_id, (created_at at time zone 'Europe/Berlin')::date, feature, model_id, provider, count(*), sum(input_tokens), sum(output_tokens), sum(cost_nano_usd) from settled group by 1, 2, 3, 4, 5
            """, owner.OrganizationId, s_began);
        var finance = await site.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, Role.Finance)).Email);
        var report = (await new CachingReport(site.Database.Studio).ReadAsync(owner, 30, Cancellation)).Value!;
        var figures = new (string Address, long NanoUsd, long Count)[]
        {
            (report.Calls(CallSaving.Exact), report.ExactNanoUsd, report.Rows.Sum(row => row.ExactHits)),
            (report.Calls(CallSaving.Similar), report.SemanticNanoUsd, report.Rows.Sum(row => row.SemanticHits)),
            (report.Calls(CallSaving.Prompt), report.PromptNanoUsd, report.Rows.Sum(row => row.CachedTokens)),
            (report.Calls(CachingSavings.Looking), report.LookingNanoUsd, 4),
            (report.Calls(CachingSavings.Checking), report.CheckingNanoUsd, 5),
        }.Concat(report.Rows.SelectMany(row => new (string Address, long NanoUsd, long Count)[]
        {
            (row.Calls(CallSaving.Exact), row.ExactNanoUsd, row.ExactHits), (row.Calls(CallSaving.Similar), row.SemanticNanoUsd, row.SemanticHits),
            (row.Calls(CallSaving.Prompt), row.PromptNanoUsd, row.CachedTokens),
        }).Where(figure => figure.NanoUsd != 0 || figure.Count != 0)).ToDictionary(figure => figure.Address, figure => (figure.NanoUsd, figure.Count));
        Assert.Contains(report.Rows, row => row.PromptParts != row.PromptNanoUsd);

        var page = (await finance.GetAsync("/models/caching")).Body;
        var links = AnyLink().Matches(page).Select(match => (Address: WebUtility.HtmlDecode(match.Groups[1].Value), Shown: WebUtility.HtmlDecode(match.Groups[2].Value))).ToList();

        Assert.Equal(figures.Keys.Order(StringComparer.Ordinal), links.Select(link => link.Address).Order(StringComparer.Ordinal));
        foreach (var (address, shown) in links)
        {
            var filter = CallFilter.Of(new QueryCollection(QueryHelpers.ParseQuery(new Uri("http://site" + address).Query)));
            var rows = await RowsAsync(owner, filter);
            var (nano, count) = figures[address];
            Assert.Contains(Money.Format(nano), shown, StringComparison.Ordinal);
            Assert.Equal((address, nano), (address, (long)rows.Sum(row => filter.Saved is null ? row.CostNanoUsd : row.SavedNanoUsd ?? 0)));
            Assert.Equal((address, count), (address, filter.Saved is CallSaving.Prompt ? rows.Sum(row => row.CachedInputTokens) : rows.Count));
            var list = (await new ChargedCalls(site.Database.Studio).PageAsync(owner, filter, null, Cancellation)).Value!;
            Assert.Equal((address, nano, count), (address, list.Saved?.NanoUsd ?? list.TotalNanoUsd!.Value, list.Saved?.CachedTokens ?? list.Saved?.Calls ?? list.TotalCalls!.Value));
        }
    }

    [Fact]
    public async Task Savings_OfAnotherOrganization_OrAskedForAmissOrByAMember_AreNotShown()
    {
        var owner = await AddTrafficAsync();
        var stranger = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);
        var filter = new SpendFilter().Between(s_first, s_first.AddDays(8));
        foreach (var saving in Enum.GetValues<CallSaving>())
        {
            Assert.Empty(await RowsAsync(stranger, new CallFilter(filter, null, null) { Saved = saving }));
            var member = await new ChargedCalls(site.Database.Studio).PageAsync(await site.AddMemberAsync(owner.OrganizationId, Role.Member), new CallFilter(filter, null, null) { Saved = saving }, null, Cancellation);
            Assert.Equal("not_finance", member.Error?.Code);
        }

        Assert.Contains("“saved” is prompt, exact", WebUtility.HtmlDecode((await visitor.GetAsync("/spend/calls?saved=luck")).Body), StringComparison.Ordinal);
        Assert.Contains("not together with how they ended", WebUtility.HtmlDecode((await visitor.GetAsync("/spend/calls?saved=exact&ending=failed")).Body), StringComparison.Ordinal);
    }

    private async Task<List<ChargedCall>> RowsAsync(Caller caller, CallFilter filter)
    {
        var (all, before) = (new List<ChargedCall>(), (string?)null);
        do
        {
            var page = (await new ChargedCalls(site.Database.Studio).PageAsync(caller, filter, before, Cancellation)).Value!;
            all.AddRange(page.Calls);
            before = page.Next;
        }
        while (before is not null);
        return all;
    }

    // Some of each, at prices that leave parts of a nano-dollar; the price of prompts changes on the way, and one model has none.
    private async Task<Caller> AddTrafficAsync()
    {
        var owner = await site.AddOrganizationAsync();
        var (org, connection, alias) = (owner.OrganizationId, Guid.CreateVersion7(), Guid.CreateVersion7());
        await site.Database.ExecuteAsync("update organization set time_zone = 'Europe/Berlin' where id = $1", org);
        await site.Database.ExecuteAsync("insert into provider_connection (org_id, id, name, kind) values ($1, $2, 'Cloud', 'anthropic')", org, connection);
        await site.Database.ExecuteAsync("insert into model_alias (org_id, id, alias) values ($1, $2, 'shifted')", org, alias);
        await site.Database.ExecuteAsync("insert into model_alias_candidate (org_id, alias_id, list, position, connection_id, model_id) values ($1, $2, 'answer', 0, $3, 'large-1')", org, alias, connection);
        await site.Database.ExecuteAsync("""
            insert into model_price (org_id, id, provider_kind, model_id, effective_from, input_nano_per_million, cached_input_nano_per_million,
                                     cache_write_nano_per_million, output_nano_per_million, context_window, max_output_tokens, source)
            select $1, gen_random_uuid(), 'anthropic', p.model, p.since::timestamptz, p.input, p.input / 10 + 1, p.input * 5 / 4, p.input * 5, 200000, 4096, 'test'
            from (values ('large-1', '2025-01-01', 3000000007), ('small-1', '2025-01-01', 250000013), ('large-1', $2::text, 2800000003)) p(model, since, input)
            """, org, s_began.AddDays(5).AddHours(12).ToString("O"));
        await site.Database.ExecuteAsync("""
            insert into call (org_id, id, started_at, feature, requested_model, served_model, provider, streamed, ending, duration_ms, input_tokens, output_tokens, cost_nano_usd, cache_kind, saved_nano_usd)
            select $1, gen_random_uuid(), $3::timestamptz + n * interval '97 minutes', case when n % 3 = 0 then 'api' else 'chat' end, 'shifted',
                   case when n % 2 = 0 then 'large-1' when n % 11 = 0 then 'odd-1' else 'small-1' end, 'Cloud', true, 'completed', 3, 1000 + n * 7, n, 250000 + n,
                   case k.kind when 'none' then null else k.kind end, case k.kind when 'none' then 0 else 1000000 + n end
            from generate_series(1, $2) n cross join (values ('none'), ('exact'), ('semantic')) k(kind)
            where k.kind = 'none' or n % (case k.kind when 'exact' then 5 else 7 end) > 1
            """, org, Calls, s_began);
        await site.Database.ExecuteAsync("""
            with settled as (
              insert into ledger_entry (org_id, call_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
              select $1, gen_random_uuid(), case when n % 3 = 0 then 'api' else 'chat' end, 'Cloud', case when n % 2 = 0 then 'large-1' else 'small-1' end, 2000 + n,
                     case when n % 4 = 0 then 0 else 900 + n end, case when n % 4 = 1 then 100 + n else 0 end, n, 0, false, 90000 + n, $3::timestamptz + n * interval '97 minutes'
              from generate_series(1, $2) n returning *)
            insert into daily_spend (org_id, day, feature, model_id, provider, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
            select org_id, (created_at at time zone 'Europe/Berlin')::date, feature, model_id, provider, count(*), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(output_tokens), 0,
                   sum(cost_nano_usd)
            from settled group by 1, 2, 3, 4, 5
            """, org, Calls, s_began);
        return owner;
    }

    [GeneratedRegex("<a class=\"num\" href=\"(/spend/calls[^\"]*saved=([a-z]+))\"[^>]*>(−?\\$[\\d,.]+)</a>")]
    private static partial Regex Link();

    [GeneratedRegex("<a (?:class=\"tile\" )?href=\"(/spend/calls\\?[^\"]+)\"[^>]*>(.*?)</a>", RegexOptions.Singleline)]
    private static partial Regex AnyLink();

    [GeneratedRegex("<h2[^>]*>([^<]* saved[^<]*|Calls that [^<]*)</h2>")]
    private static partial Regex Heading();
}
