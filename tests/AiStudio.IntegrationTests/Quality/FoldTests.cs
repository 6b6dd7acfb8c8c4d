using System.Text.Json;
using AiStudio.Features.Quality;
using AiStudio.Features.Quality.Folding;
using AiStudio.Features.Quality.Reports;
using AiStudio.Features.Quality.Rules;
using AiStudio.Features.Traces.Browsing;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Quality;

/// <summary>What the dashboard shows is what the rows of the calls say.</summary>
public sealed class FoldTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IDisposable
{
    // As plainly as it can be said, without the ways of the function.
    private const string Differences = """
        with told as (
          select c.org_id, date_trunc('hour', c.started_at, 'UTC') as hour, c.feature, coalesce(m.assistant_id, '00000000-0000-0000-0000-000000000000') as assistant_id,
                 coalesce(c.served_model, c.requested_model) as model, coalesce(c.provider, '') as provider,
                 count(*)::bigint, count(*) filter (where ending = 'completed')::bigint, count(*) filter (where ending in ('stopped', 'abandoned'))::bigint,
                 count(*) filter (where ending in ('failed', 'interrupted', 'lost'))::bigint, count(*) filter (where ending = 'refused')::bigint, count(cache_kind)::bigint,
                 count(m.call_id)::bigint, count(*) filter (where m.refused)::bigint, count(*) filter (where m.rating = 1)::bigint, count(*) filter (where m.rating = -1)::bigint,
                 coalesce(sum(m.quoted), 0)::bigint, coalesce(sum(m.verified), 0)::bigint,
                 count(*) filter (where ending = 'completed' and cache_kind is null)::bigint, count(first_token_ms) filter (where ending = 'completed' and cache_kind is null)::bigint
          from call c left join answer_mark m on m.org_id = c.org_id and m.call_id = c.id group by 1, 2, 3, 4, 5, 6),
        folded as (
          select org_id, hour, feature, assistant_id, model, provider, calls::bigint, completed::bigint, stopped::bigint, failed::bigint, refused::bigint, cached::bigint, answers::bigint,
                 declined::bigint, thumbs_up::bigint, thumbs_down::bigint, quoted, verified,
                 (select coalesce(sum(n), 0)::bigint from unnest(duration_counts) n), (select coalesce(sum(n), 0)::bigint from unnest(first_counts) n) from call_hour),
        tried as (
          select a.org_id, date_trunc('hour', a.call_started_at, 'UTC') as hour, a.provider, a.model_id, coalesce(a.error_code, ''), count(*) from call_attempt a group by 1, 2, 3, 4, 5),
        tries as (select org_id, hour, provider, model, error_code, tries::bigint from attempt_hour)
        select (select count(*) from (select * from told except select * from folded) x) + (select count(*) from (select * from folded except select * from told) x)
             + (select count(*) from (select * from tried except select * from tries) x) + (select count(*) from (select * from tries except select * from tried) x)
        """;

    private readonly FoldCalls _fold = new(database.Studio, TimeProvider.System, NullLogger<FoldCalls>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _fold.Dispose();

    [Fact]
    public async Task Hours_OfRandomCalls_AreWhatTheirRowsSay_AlsoAfterLateCallsAndRatings()
    {
        var one = await database.CreateOrganizationAsync("Asia/Kolkata");
        var other = await database.CreateOrganizationAsync();
        var began = DateTimeOffset.UtcNow.AddHours(-30);
        await AddCallsAsync(one, 600);
        await AddCallsAsync(other, 200);

        // A piece of history goes no further than it is told to, and leaves the marks to whoever folds up to now.
        Assert.Equal(6 * await database.ScalarAsync<long>("select count(*) from organization"), await database.ScalarAsync<int>("select fold_call_hours($1, $2)", began.UtcDateTime.Date.AddHours(began.Hour), began.UtcDateTime.Date.AddHours(began.Hour + 6)));
        Assert.True(await database.ScalarAsync<DateTime>("select max(hour) from call_hour where org_id = $1", one.OrganizationId) < began.UtcDateTime.AddHours(6));
        Assert.True(await database.ScalarAsync<bool>("select not bool_or(folded) from answer_mark where org_id = $1", one.OrganizationId));

        Assert.True(await _fold.FoldAsync(began, Cancellation) > 0);
        Assert.Equal(0, await database.ScalarAsync<long>(Differences));
        var rows = await database.ScalarAsync<long>("select count(*) from call_hour");

        // Again, then with calls that come late, and with thumbs for calls of long ago: only those hours are told to be looked at.
        await _fold.FoldAsync(began, Cancellation);
        Assert.Equal(rows, await database.ScalarAsync<long>("select count(*) from call_hour"));
        await AddCallsAsync(one, 50);
        await using (var db = await database.Studio.BeginAsync(one.Scope, Cancellation))
        {
            var rated = await database.ScalarAsync<Guid>("select id from call where org_id = $1 and ending = 'completed' order by started_at limit 1", one.OrganizationId);
            await db.MarkRatingAsync(rated, -1, Cancellation);
            await db.CommitAsync(Cancellation);
        }

        await _fold.FoldAsync(began, Cancellation);
        Assert.Equal(0, await database.ScalarAsync<long>(Differences));

        // The dashboard says the same, for its whole range and by model, and its percentiles are as far off as they may be.
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var week = new QualityFilter(today.AddDays(-3), today.AddDays(1));
        var report = (await new QualityReports(database.Studio).ReadAsync(one, week, Cancellation)).Value!;
        Assert.Equal(await database.ScalarAsync<long>("select count(*) from call where org_id = $1", one.OrganizationId), report.Total.Calls);
        Assert.Equal(report.Total.Calls, report.Steps.Sum(step => step.Figures.Calls));
        Assert.Equal(report.Total.Calls, report.Models.Sum(model => model.Figures.Calls));
        Assert.Equal(await database.ScalarAsync<long>("select count(*) from call_attempt where org_id = $1 and error_code is not null", one.OrganizationId), report.Providers.Sum(provider => provider.Failed + provider.TurnedAway));
        Assert.True(report.Providers.Sum(provider => provider.Openings) > 0);
        foreach (var share in new[] { 0.5, 0.95, 0.99 })
        {
            Assert.InRange(report.Total.Duration.Percentile(share)!.Value / await ExactAsync("duration_ms", share, one), 0.951, 1.049);
            Assert.InRange(report.Total.First.Percentile(share)!.Value / await ExactAsync("first_token_ms", share, one), 0.951, 1.049);
        }

        // And of days that are closed, of which nothing is read but what they came to; also when something of them changed and they are due again.
        Assert.True(await _fold.CloseDaysAsync(Cancellation) > 0);
        Assert.True(await database.ScalarAsync<long>("select count(*) from call_day where org_id = $1", one.OrganizationId) > 0);
        Assert.Equal(ToText(report), ToText((await new QualityReports(database.Studio).ReadAsync(one, week, Cancellation)).Value!));
        await _fold.FoldAsync(began, Cancellation);
        Assert.Equal(ToText(report), ToText((await new QualityReports(database.Studio).ReadAsync(one, week, Cancellation)).Value!));
        await database.ExecuteAsync("delete from call where org_id = $1", one.OrganizationId);
        await _fold.FoldAsync(began, Cancellation);
        await _fold.CloseDaysAsync(Cancellation);
        Assert.Equal(0, (await new QualityReports(database.Studio).ReadAsync(one, week, Cancellation)).Value!.Total.Calls);
        Assert.Equal(0, await database.ScalarAsync<long>("select (select count(*) from call_day where org_id = $1) + (select count(*) from call_outline where org_id = $1)", one.OrganizationId));

        var finance = await database.AddMemberAsync(one.OrganizationId, Role.Finance);
        Assert.Equal("not_admin", (await new QualityReports(database.Studio).ReadAsync(finance, new QualityFilter(today, today), Cancellation)).Error!.Code);
    }

    [Fact]
    public async Task Watch_BeyondAThreshold_TellsAdminsOnce_AndOfItsEnd()
    {
        var owner = await database.CreateOrganizationAsync();
        var watch = new QualityWatch(database.Studio, TimeProvider.System, NullLogger<QualityWatch>.Instance);
        var thresholds = new QualityThresholds(database.Studio, TimeProvider.System);
        await database.ExecuteAsync("""
            insert into call (org_id, id, started_at, feature, requested_model, served_model, provider, streamed, ending, error_code, duration_ms, cost_nano_usd)
            select $1, gen_random_uuid(), now(), 'chat', 'm', 'm', 'P', true, case when n <= 10 then 'failed' else 'completed' end, case when n <= 10 then 'provider_timeout' end, 100, 0 from generate_series(1, 40) n
            """, owner.OrganizationId);
        await _fold.FoldAsync(DateTimeOffset.UtcNow, Cancellation);

        // Of a provider that is not asked any more.
        await OpenAlertAsync(owner, "quality.provider_errors", "Gone");
        await watch.LookAsync(owner.OrganizationId, Cancellation);
        await watch.LookAsync(owner.OrganizationId, Cancellation);
        Assert.Equal("quality.errors:Calls that fail: 25 %", await database.ScalarAsync<string>("select string_agg(rule || ':' || title, '|') from alert where org_id = $1 and ended_at is null", owner.OrganizationId));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from notification where org_id = $1", owner.OrganizationId));
        var rows = TraceAddress.FilterOf("https://studio.test" + await database.ScalarAsync<string>("select link from alert where org_id = $1 and ended_at is null", owner.OrganizationId), DateTimeOffset.UtcNow).Value!;
        Assert.Equal(10, (await new TraceList(database.Studio).PageAsync(owner, rows, 50, Cancellation)).Value!.Rows.Count);

        Assert.Equal("threshold_invalid", (await thresholds.SaveAsync(owner, "errors", 25, Cancellation)).Error!.Code);
        Assert.True((await thresholds.SaveAsync(owner, "errors", 0.5, Cancellation)).Succeeded);
        await watch.LookAsync(owner.OrganizationId, Cancellation);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from alert where org_id = $1 and ended_at is null", owner.OrganizationId));
        Assert.Equal("""{"threshold": 0.05} {"threshold": 0.5}""", await database.ScalarAsync<string>("select before::text || ' ' || after::text from activity_log where org_id = $1 and action = 'quality_rule.changed'", owner.OrganizationId));

        // Nobody calls any more.
        await OpenAlertAsync(owner, "quality.errors", "all");
        await database.ExecuteAsync("with a as (delete from call where org_id = $1), b as (delete from call_hour where org_id = $1) delete from attempt_hour where org_id = $1", owner.OrganizationId);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from called_since(now() - interval '1 day') o where o = $1", owner.OrganizationId));
        await watch.LookAsync(owner.OrganizationId, Cancellation);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from alert where org_id = $1 and ended_at is null", owner.OrganizationId));
    }

    private static string ToText(QualityReport report) => JsonSerializer.Serialize(report) + string.Join(' ', report.Models.Select(model => model.Figures.Duration.Percentile(0.9)));

    private Task<int> OpenAlertAsync(Caller owner, string rule, string subject) => database.ExecuteAsync(
        "insert into alert (org_id, id, rule, subject, title, body, link, roles) values ($1, gen_random_uuid(), $2, $3, 'Bad', '', '/traces', '{admin}')", owner.OrganizationId, rule, subject);

    private async Task<double> ExactAsync(string column, double share, Caller of) => await database.ScalarAsync<int>(
        $"select percentile_disc($2) within group (order by {column}) from call where org_id = $1 and ending = 'completed' and cache_kind is null and {column} is not null", of.OrganizationId, share);

    private Task<int> AddCallsAsync(Caller owner, int count) => database.ExecuteAsync("""
        with made as (
          insert into call (org_id, id, started_at, feature, requested_model, served_model, provider, streamed, ending, error_code, duration_ms, first_token_ms, cost_nano_usd, cache_kind)
          select $1, ('01' || substr(md5(random()::text), 1, 6) || substr(md5(random()::text), 1, 24))::uuid, at, (array['chat', 'api', 'titles'])[1 + (random() * 2)::int], 'balanced',
                 case when ending in ('completed', 'stopped') then (array['alpha-1', 'beta-2'])[1 + (random())::int] end, case when ending in ('completed', 'stopped') then (array['One', 'Two'])[1 + (random())::int] end,
                 true, ending, case when ending in ('failed', 'refused') then 'provider_timeout' end, duration, case when ending = 'completed' and random() < 0.8 then 1 + (duration * random())::int end, 5,
                 case when ending = 'completed' and random() < 0.2 then 'exact' end
          from (
            select now() - random() * interval '28 hours' as at, (array['completed', 'completed', 'completed', 'completed', 'stopped', 'abandoned', 'failed', 'interrupted', 'refused', 'lost'])[1 + (random() * 9)::int] as ending,
                   exp(random() * 12)::int as duration from generate_series(1, $2)) drawn
          returning *),
        tried as (
          insert into call_attempt (org_id, call_id, call_started_at, number, provider, model_id, started_at, duration_ms, error_code)
          select org_id, id, started_at, 1, coalesce(provider, 'One'), 'alpha-1', started_at, 5, case when ending = 'failed' then (array['provider_timeout', 'breaker_open'])[1 + random()::int] end
          from made where ending <> 'refused' returning 1)
        insert into answer_mark (org_id, call_id, assistant_id, refused, quoted, verified, rating)
        select org_id, id, case when random() < 0.5 then '01980000-0000-7000-8000-000000000001'::uuid end, random() < 0.1, 4, (random() * 4)::int, case when random() < 0.1 then 1 when random() < 0.1 then -1 end
        from made where feature = 'chat' and ending = 'completed'
        """, owner.OrganizationId, count);
}
