using System.Net;
using System.Text.RegularExpressions;
using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Invoices;
using AiStudio.Features.Spend.Overview;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>Whoever follows a figure finds the rows that it is the sum of.</summary>
public sealed partial class SpendLinksTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Amounts_OnThePagesOfSpend_LeadToCallsThatAddUpToThem()
    {
        var traffic = await SpendTraffic.MakeAsync(site.Database, 20251027, "Europe/Berlin");
        var finance = await site.SignInAsync((await site.AddMemberAsync(traffic.Owner.OrganizationId, Role.Finance)).Email);
        const string Days = "from=2025-10-24&to=2025-10-27";
        var seen = new Dictionary<string, string>();
        foreach (var page in (string[])[$"/spend?{Days}&by=unit", $"/spend?{Days}&by=feature&tier=pro", "/spend/statements?month=2025-10", $"/spend/statements/2025-10/{traffic.Units[0]}", "/spend/statements/2025-10/all"])
        {
            // The price of one of something is no sum.
            var body = page.StartsWith("/spend?", StringComparison.Ordinal) ? Facts().Replace((await finance.GetAsync(page)).Body, "") : (await finance.GetAsync(page)).Body;
            var links = Amount().Matches(body).Select(match => (Address: WebUtility.HtmlDecode(match.Groups[1].Value), Amount: match.Groups[2].Value)).ToList();
            Assert.True(links.Count > 2, page);
            links.ForEach(link => seen.TryAdd(link.Address, link.Amount));
        }

        Assert.Contains(seen.Keys, address => address.Contains("purpose=evaluation", StringComparison.Ordinal));
        Assert.Contains(seen.Keys, address => address.Contains("from=2025-10-20&to=2025-10-23", StringComparison.Ordinal));
        Assert.Contains(seen.Keys, address => address.Contains("from=2025-10-25&to=2025-10-25&unit=", StringComparison.Ordinal));
        var wrong = new List<string>();
        foreach (var (address, amount) in seen)
        {
            var found = await TotalAsync(finance, address);
            if (!found.StartsWith($"{amount} for", StringComparison.Ordinal))
                wrong.Add($"{amount} leads to {address}: {found}");
        }

        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public async Task Bars_OfTheOverview_LeadToTheCallsOfTheirDayAndGroup_AlsoTheOthersAndWhereAMonthIsLocked()
    {
        var traffic = await SpendTraffic.MakeAsync(site.Database, 20251028, "Europe/Berlin");
        var finance = await site.SignInAsync((await site.AddMemberAsync(traffic.Owner.OrganizationId, Role.Finance)).Email);
        Assert.True((await new MonthLocks(site.Database.Studio).LockAsync(traffic.Finance, new DateOnly(2025, 10, 1), Cancellation)).Succeeded);
        await traffic.MoveEverybodyAsync();
        var wrong = new List<string>();
        foreach (var (query, parts) in new[] { ("from=2025-10-24&to=2025-10-27&by=user", true), ("from=2025-10-24&to=2025-10-27&by=unit&except=feature:evals", true), ("from=2025-10-20&to=2025-11-01&by=unit", false) })
        {
            var body = (await finance.GetAsync($"/spend?{query}")).Body;
            var bars = Bar().Matches(body).Select(match => (Address: WebUtility.HtmlDecode(match.Groups[1].Value), Amount: WebUtility.HtmlDecode(match.Groups[2].Value))).Distinct().ToList();
            var rows = Amount().Matches(body).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToHashSet();
            // Whoever has no mouse finds the same in the table.
            Assert.Subset(rows, bars.Select(bar => bar.Address).ToHashSet());
            Assert.Equal((parts, query.Contains("by=user", StringComparison.Ordinal)), (bars.Count > 5, bars.Exists(bar => bar.Address.Contains("except=user", StringComparison.Ordinal))));
            foreach (var (address, amount) in bars.Concat(Amount().Matches(body[body.IndexOf("\"legend\"", StringComparison.Ordinal)..].Split("</details>")[0])
                         .Select(match => (WebUtility.HtmlDecode(match.Groups[1].Value), match.Groups[2].Value))).Distinct())
            {
                var found = await TotalAsync(finance, address);
                if (!found.StartsWith($"{amount} for", StringComparison.Ordinal))
                    wrong.Add($"{amount} leads to {address}: {found}");
            }
        }

        Assert.Equal("", string.Join('\n', wrong));
        foreach (var address in (string[])["except=colour:red", "except=user:me", "except=feature:"])
            Assert.Contains("“except” is what to leave out", WebUtility.HtmlDecode((await finance.GetAsync($"/spend/calls?{address}")).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OfEverybodysStatement_HasTheAdjustingEntriesThatThePageHas()
    {
        var owner = await site.AddOrganizationAsync();
        var invoice = Guid.CreateVersion7();
        await site.Database.ExecuteAsync("insert into invoice (org_id, id, provider, month, file_name, time_zone, lines, has_costs, imported_by) values ($1, $2, 'Local', '2025-10-01', 'x.csv', 'UTC', 0, true, $3)",
            owner.OrganizationId, invoice, owner.UserId);
        await site.Database.ExecuteAsync("""
            insert into ledger_adjustment (org_id, id, invoice_id, day, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, cost_nano_usd, reason, made_by)
            values ($1, $2, $2, '2025-10-09', 'Local', 'm-1', 0, 0, 0, 0, -1500000000, 'rounding', $3)
            """, owner.OrganizationId, invoice, owner.UserId);
        var finance = await site.SignInAsync(owner.Email);

        var everybody = (await finance.GetAsync("/api/spend/statements/2025-10.csv?unit=all")).Body;

        Assert.Contains("2025-10,Everybody,adjusting entries,,0,-1.500000000\r\n2025-10,Everybody,total with adjusting entries,,0,-1.500000000\r\n", everybody, StringComparison.Ordinal);
        Assert.DoesNotContain("adjusting", (await finance.GetAsync("/api/spend/statements/2025-10.csv?unit=none")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cost_OnThePageOfATrace_LeadsToItsCallAlone()
    {
        var owner = await site.AddOrganizationAsync();
        var began = TimeProvider.System.GetUtcNow().AddDays(-20);
        var ids = new[] { Guid.CreateVersion7(began), Guid.CreateVersion7(began) };
        foreach (var id in ids)
        {
            await site.Database.ExecuteAsync("""
                insert into call (org_id, id, started_at, feature, requested_model, served_model, provider, streamed, ending, duration_ms, cost_nano_usd)
                values ($1, $2, $3, 'chat', 'm-1', 'm-1', 'Local', false, 'completed', 3, 12000000)
                """, owner.OrganizationId, id, began);
        }

        var visitor = await site.SignInAsync(owner.Email);
        var link = CallLink().Match((await visitor.GetAsync($"/traces/{ids[0]}")).Body).Groups[1].Value;
        var page = (await visitor.GetAsync(WebUtility.HtmlDecode(link))).Body;

        Assert.Equal("$0.0120 for 1 call", await TotalAsync(visitor, WebUtility.HtmlDecode(link)));
        Assert.Contains($"/traces/{ids[0]}", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/traces/{ids[1]}", page, StringComparison.Ordinal);
        Assert.Contains("“call” is an id", WebUtility.HtmlDecode((await visitor.GetAsync("/spend/calls?call=that")).Body), StringComparison.Ordinal);
        Assert.Contains("“since” and “until” are instants", WebUtility.HtmlDecode((await visitor.GetAsync("/spend/calls?since=2026-01-01T00:00:00Z")).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Used_OfABudgetWithClocksOfItsOwn_LeadsToTheCallsOfItsWindowAndIsToldByThem()
    {
        var owner = await site.AddOrganizationAsync();
        await site.Database.ExecuteAsync("update organization set time_zone = 'Asia/Kolkata' where id = $1", owner.OrganizationId);
        var budget = await site.Database.AddBudgetAsync(owner.OrganizationId, "feature", "chat", 25 * LedgerDesk.Cent, "day");
        await site.Database.ExecuteAsync("update budget set time_zone = 'America/New_York' where id = $1", budget);
        var ledger = await LedgerDesk.StartNodeAsync(site.Database.Studio);
        foreach (var feature in new[] { "chat", "chat", "evals" })
        {
            var request = LedgerDesk.Ask(owner, 11 * LedgerDesk.Cent, feature: feature);
            await ledger.HoldAsync(request, Cancellation);
            await ledger.SettleAsync(LedgerDesk.Used(request, 11 * LedgerDesk.Cent), Cancellation);
        }

        Assert.Equal("America/New_York", (await ledger.HoldAsync(LedgerDesk.Ask(owner, 11 * LedgerDesk.Cent), Cancellation)).Refusal!.TimeZone);
        await ledger.StoppedAsync(Cancellation);
        // The last moment of the window before: nearly always the same day where the organization is.
        await site.Database.ExecuteAsync("""
            insert into ledger_entry (org_id, call_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
            select org_id, gen_random_uuid(), 'chat', 'Local', 'm-1', 1, 0, 0, 1, 0, false, 7, starts_at - interval '1 second' from budget_window where budget_id = $1
            """, budget);

        var finance = await site.SignInAsync(owner.Email);
        var page = (await finance.GetAsync($"/spend/budgets/{budget}")).Body;
        var links = SinceLink().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct().ToList();

        Assert.Contains("00:00 America/New_York", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" UTC", page, StringComparison.Ordinal);
        Assert.Equal("$0.2200 for 2 calls", await TotalAsync(finance, Assert.Single(links)));
        Assert.Contains(" Asia/Kolkata to ", (await finance.GetAsync(links[0])).Body, StringComparison.Ordinal);
        Assert.Contains("renews", (await finance.GetAsync("/spend/budgets")).Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Choices_OfALargeOrganization_NameWhatIsChosen()
    {
        var owner = await site.AddOrganizationAsync();
        var (last, unit) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await site.Database.ExecuteAsync("""
            with people as (
              insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, display_name)
              select case when n = 600 then $2 else gen_random_uuid() end, 'many-' || n, 'MANY-' || n, 'many-' || n || '@example.test', 'MANY-' || n || '@EXAMPLE.TEST', true, 'x', 'x', case when n = 600 then 'Zora Zabel' else 'Ada ' || n end
              from generate_series(1, 600) n returning id)
            insert into membership (org_id, user_id, role) select $1, id, 'member' from people
            """, owner.OrganizationId, last);
        await site.Database.ExecuteAsync("insert into organization_unit (org_id, id, name, archived_at) values ($1, $2, 'Zeppelins', now())", owner.OrganizationId, unit);
        // Long before the last of the days.
        await site.Database.ExecuteAsync("""
            insert into daily_spend (org_id, day, feature, model_id, provider, user_id, api_key_id, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
            values ($1, '2025-01-02', 'fax', 'm-1', 'Local', $2, '00000000-0000-0000-0000-000000000000', 1, 1, 0, 0, 1, 0, 5)
            """, owner.OrganizationId, last);
        var filter = new SpendFilter { User = last.ToString(), Unit = unit.ToString(), Model = "gone-1" }.Between(new(2025, 1, 1), new(2025, 3, 31));

        var choices = (await new OverviewReport(site.Database.Studio).ChoicesAsync(owner, filter, Cancellation)).Value!;

        Assert.Equal("Zora Zabel", choices.Single(choice => choice.Key == last.ToString()).Name);
        Assert.Equal("Zeppelins (archived)", choices.Single(choice => choice.Key == unit.ToString()).Name);
        Assert.Equal("gone-1", choices.Single(choice => choice.Key == "gone-1").Name);
        Assert.Contains(choices, choice => choice is { Dimension: SpendDimension.Feature, Key: "fax" });
        Assert.Contains("Zora Zabel", (await (await site.SignInAsync(owner.Email)).GetAsync(new CallFilter(filter, null, null).Spend.Address("/spend/calls"))).Body, StringComparison.Ordinal);
    }

    // What a list of calls comes to, as its heading says it.
    private static async Task<string> TotalAsync(Visitor visitor, string address) => WebUtility.HtmlDecode(Heading().Match((await visitor.GetAsync(address)).Body).Groups[1].Value);

    [GeneratedRegex("<h2[^>]*>([^<]* calls?)</h2>")]
    private static partial Regex Heading();

    [GeneratedRegex("<a href=\"(/spend/calls[^\"]+)\"[^>]*>(−?\\$[\\d,.]+)</a>")]
    private static partial Regex Amount();

    [GeneratedRegex("<a href=\"(/spend/calls[^\"]+)\" tabindex=\"-1\"[^>]*><title[^>]*>[^<]*: (−?\\$[\\d,.]+), show the calls</title>")]
    private static partial Regex Bar();

    [GeneratedRegex("<dl class=\"facts\"[^>]*>.*?</dl>", RegexOptions.Singleline)]
    private static partial Regex Facts();

    [GeneratedRegex("href=\"(/spend/calls\\?call=[^\"]+)\"")]
    private static partial Regex CallLink();

    [GeneratedRegex("href=\"(/spend/calls\\?[^\"]*since=[^\"]+)\"")]
    private static partial Regex SinceLink();
}
