using System.Text;
using AiStudio.Features.Spend.Invoices;
using AiStudio.Features.Spend.Verification;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Npgsql;

namespace AiStudio.IntegrationTests.Spend;

public sealed class InvoiceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const long Dollar = 1_000_000_000;

    private static readonly DateOnly s_month = FirstOfLastMonth();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private InvoiceImport Import => new(database.Studio);

    private InvoiceList Invoices => new(database.Studio);

    private Adjustments Adjustments => new(database.Studio);

    private MonthLocks Locks => new(database.Studio);

    // One story: each step needs the one before.
    [Fact]
    public async Task Invoice_IsImportedComparedAdjustedAndItsMonthLocked()
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        var finance = await database.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var stranger = await database.CreateOrganizationAsync(name: "Other");
        await EnterAsync(owner, s_month, "gpt-x", input: 1000, cached: 400, output: 50, cost: 2 * Dollar);
        await EnterAsync(owner, s_month, "gpt-x", input: 500, cached: 0, output: 10, cost: 1 * Dollar);
        await EnterAsync(owner, s_month.AddDays(1), "gpt-y", input: 70, cached: 0, output: 7, cost: 1 * Dollar);
        await EnterAsync(owner, s_month.AddMonths(-1), "gpt-x", input: 9, cached: 0, output: 9, cost: 9 * Dollar);

        var export = $"""
            date,model,project,input_tokens,input_cached_tokens,output_tokens,cost
            {s_month:yyyy-MM-dd},gpt-x,a,1000,400,50,2.00
            {s_month:yyyy-MM-dd}T23:59:59Z,gpt-x,b,"1,100",0,20,1.500000001
            {s_month.AddDays(2):yyyy-MM-dd},gpt-z,a,10,0,1,2.5e-1
            {s_month.AddMonths(1):yyyy-MM-dd},gpt-x,a,1,0,1,1

            """;
        var mapping = InvoiceMapping.Guess(InvoiceFile.ReadHead(Encoding.UTF8.GetBytes(export)).Value!);
        Assert.Equal(new InvoiceMapping("date", "model", "input_tokens", "input_cached_tokens", "", "output_tokens", "cost", InputIncludesCached: true), mapping);
        var source = new InvoiceSource("OpenAI", s_month, "october.csv");
        var imported = await Import.ImportAsync(finance, source, mapping, Encoding.UTF8.GetBytes(export), Cancellation);
        var id = imported.Value!.Id!.Value;
        Assert.Equal(mapping, (await Invoices.ProvidersAsync(finance, Cancellation)).Value!["OpenAI"]);

        var read = (await Invoices.ReadAsync(finance, id, Cancellation)).Value!;
        Assert.Equal((3, 1), (read.Invoice.Lines, read.Invoice.LeftOut));
        Assert.Equal(["gpt-y", "gpt-x", "gpt-z"], read.Models.Select(model => model.Model));
        var x = read.Models.Single(model => model.Model == "gpt-x");
        Assert.Equal((1700, 400, 70, 3_500_000_001), (x.BilledInput, x.BilledCached, x.BilledOutput, x.BilledNanoUsd));
        Assert.Equal((1100, 400, 60, 3 * Dollar), (x.BookedInput, x.BookedCached, x.BookedOutput, x.BookedNanoUsd));
        Assert.Equal(-250_000_000 + 1, read.Total.NanoUsd);
        Assert.Equal("no_invoice", (await Invoices.ReadAsync(stranger, id, Cancellation)).Error?.Code);

        Assert.Equal("adjustment_reason", (await Adjustments.PostAsync(finance, id, "", Cancellation)).Error?.Code);
        var posted = await Task.WhenAll(Adjustments.PostAsync(finance, id, "Retries that timed out", Cancellation), Adjustments.PostAsync(owner, id, "Twice", Cancellation));
        Assert.Equal(3, posted.Sum(one => one.Value));
        read = (await Invoices.ReadAsync(finance, id, Cancellation)).Value!;
        Assert.All(read.Days, day => Assert.True(day.Agrees));
        Assert.Equal((3, -250_000_000 + 1), (read.Adjustments.Count, read.Invoice.AdjustedNanoUsd));
        await using (var db = await database.Studio.BeginAsync(finance.Scope, Cancellation))
        {
            Assert.Equal(-250_000_000 + 1, await Adjustments.SumAsync(db, s_month, s_month.AddMonths(1).AddDays(-1), Cancellation));
            Assert.Equal(0, await Adjustments.SumAsync(db, s_month.AddMonths(-1), s_month.AddDays(-1), Cancellation));
            Assert.DoesNotContain(await LedgerVerification.FindAsync(db, Cancellation), one => one.Rule.Contains("adjusting", StringComparison.Ordinal));
        }

        Assert.True((await Locks.LockAsync(finance, s_month, Cancellation)).Succeeded);
        Assert.Equal("month_locked", (await Locks.LockAsync(finance, s_month, Cancellation)).Error?.Code);
        Assert.Equal("month_not_over", (await Locks.LockAsync(finance, s_month.AddMonths(1), Cancellation)).Error?.Code);
        Assert.Equal("month_locked", (await Import.ImportAsync(finance, source, mapping, Encoding.UTF8.GetBytes(export), Cancellation)).Error?.Code);
        Assert.Equal("month_locked", (await Adjustments.PostAsync(finance, id, "Late", Cancellation)).Error?.Code);
        var month = (await Locks.ListAsync(finance, Cancellation)).Value!.Single(row => row.Month == s_month);
        Assert.Equal((-250_000_000 + 1, 1, finance.DisplayName), (month.AdjustedNanoUsd, month.Invoices, month.LockedBy));
    }

    [Theory]
    [InlineData("update ledger_adjustment set cost_nano_usd = 1 where org_id = $1")]
    [InlineData("delete from ledger_adjustment where org_id = $1")]
    [InlineData("delete from month_lock where org_id = $1")]
    [InlineData("update month_lock set month = month - interval '1 year' where org_id = $1")]
    [InlineData("insert into ledger_adjustment select org_id, gen_random_uuid(), invoice_id, day, provider, model_id, 0, 0, 0, 0, 5, 'sneaky', made_by from ledger_adjustment where org_id = $1")]
    [InlineData("delete from invoice_line where org_id = $1")]
    [InlineData("update invoice set file_name = 'other' where org_id = $1")]
    public async Task LockedMonth_IsFinal_EvenForTheSuperuser(string sql)
    {
        var owner = await database.CreateOrganizationAsync();
        var export = Encoding.UTF8.GetBytes($"day,model,input_tokens,output_tokens,cost\n{s_month:yyyy-MM-dd},m,1,1,1\n");
        var mapping = InvoiceMapping.Guess(InvoiceFile.ReadHead(export).Value!);
        var id = (await Import.ImportAsync(owner, new InvoiceSource("OpenAI", s_month, "x.csv"), mapping, export, Cancellation)).Value!.Id!.Value;
        Assert.Equal(1, (await Adjustments.PostAsync(owner, id, "All of it", Cancellation)).Value);
        Assert.True((await Locks.LockAsync(owner, s_month, Cancellation)).Succeeded);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql, owner.OrganizationId));

        Assert.Contains(refused.SqlState, new[] { "23514", "23001" });
    }

    [Fact]
    public async Task Import_WithRowsThatAreNotInOrder_NamesThemAndChangesNothing()
    {
        var owner = await database.CreateOrganizationAsync();
        var mapping = new InvoiceMapping("day", "model", "in", "cached", "", "out", "cost", InputIncludesCached: true);
        var export = Encoding.UTF8.GetBytes($"""
            day,model,in,cached,out,cost
            {s_month:yyyy-MM-dd},m,10,0,1,1
            31.10.2026,m,10,0,1,1
            {s_month:yyyy-MM-dd},,10,0,1,1
            {s_month:yyyy-MM-dd},m,-4,0,1,1
            {s_month:yyyy-MM-dd},m,4,5,1,1
            {s_month:yyyy-MM-dd},m,4,0,1,=cmd
            """);
        var source = new InvoiceSource("OpenAI", s_month, "x.csv");

        var imported = await Import.ImportAsync(owner, source, mapping, export, Cancellation);

        Assert.Null(imported.Value!.Id);
        Assert.Equal([3, 4, 5, 6, 7], imported.Value.Problems.Select(problem => problem.Row));
        Assert.Empty((await Invoices.ListAsync(owner, Cancellation)).Value!);
        Assert.Equal("invoice_columns", (await Import.ImportAsync(owner, source, mapping with { Output = "gone" }, export, Cancellation)).Error?.Code);
        Assert.Equal("invoice_unreadable", (await Import.ImportAsync(owner, source, mapping, [0x50, 0x4b, 3, 4, 0, 0], Cancellation)).Error?.Code);
        Assert.Equal("invoice_empty", (await Import.ImportAsync(owner, source with { Month = s_month.AddYears(-1) }, mapping with { Cost = "", InputIncludesCached = false },
            Encoding.UTF8.GetBytes($"day,model,in,cached,out,cost\n{s_month:yyyy-MM-dd},m,1,0,1,1"), Cancellation)).Error?.Code);
        foreach (var large in new[] { $"{s_month:yyyy-MM-dd},m,900000000000000,0,0,0", $"{s_month:yyyy-MM-dd},m,1,0,1,-900000000" })
            Assert.Equal("invoice_large", (await Import.ImportAsync(owner, source, mapping, Encoding.UTF8.GetBytes($"day,model,in,cached,out,cost\n{large}\n{large}"), Cancellation)).Error?.Code);
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        Assert.Equal("not_finance", (await Invoices.ListAsync(member, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Comparison_OfAMonthThatBeginsTwice_BeginsTheFirstTime()
    {
        // On that day in Havana the clocks went from one o'clock back to midnight: to the first of two.
        var owner = await database.CreateOrganizationAsync("America/Havana");
        var month = new DateOnly(2026, 11, 1);
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            insert into ledger_entry (org_id, call_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
            select $1, gen_random_uuid(), 'chat', 'OpenAI', 'm', 1, 0, 0, 1, 0, false, cost, at
            from (values (1, '2026-11-01T03:59:00Z'::timestamptz), (10, '2026-11-01T04:30:00Z'), (100, '2026-11-01T05:30:00Z')) v(cost, at)
            """, owner.OrganizationId);
        await database.ExecuteAsync(
            "insert into invoice (org_id, id, provider, month, file_name, time_zone, lines, has_costs, imported_by) values ($1, $2, 'OpenAI', $3, 'x.csv', 'America/Havana', 0, true, $4)",
            owner.OrganizationId, id, month, owner.UserId);

        var read = (await Invoices.ReadAsync(owner, id, Cancellation)).Value!;

        var day = Assert.Single(read.Days);
        Assert.Equal((month, 110), (day.Day, day.BookedNanoUsd));
    }

    private Task<int> EnterAsync(Caller owner, DateOnly day, string model, long input, long cached, long output, long cost) => database.ExecuteAsync("""
        insert into ledger_entry (org_id, call_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
        values ($1, $2, 'chat', 'OpenAI', $3, $4, $5, 0, $6, 0, false, $7, ($8::date + interval '23 hours 30 minutes') at time zone 'UTC')
        """, owner.OrganizationId, Guid.CreateVersion7(), model, input, cached, output, cost, day);

    private static DateOnly FirstOfLastMonth()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        return new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
    }
}
