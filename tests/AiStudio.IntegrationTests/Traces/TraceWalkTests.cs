using AiStudio.Features.Traces.Browsing;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Traces;

/// <summary>What is not read because nothing is there is nothing that the filter admits.</summary>
public sealed class TraceWalkTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly Guid s_often = Guid.CreateVersion7();
    private static readonly Guid s_seldom = Guid.CreateVersion7();
    private static readonly Guid s_key = Guid.CreateVersion7();
    private static readonly Guid s_prompt = Guid.CreateVersion7();
    private static readonly Guid s_assistant = Guid.CreateVersion7();

    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private static readonly TraceFilter s_all = new() { From = s_now.AddDays(-45), To = s_now.AddMinutes(1) };

    private static readonly (TraceFilter Filter, string Condition)[] s_cases =
    [
        (s_all with { Feature = "chat" }, "feature = 'chat'"),
        (s_all with { Feature = "rare" }, "feature = 'rare'"),
        (s_all with { Feature = "nothing" }, "false"),
        (s_all with { Model = "fast" }, "requested_model = 'fast'"),
        (s_all with { Model = "alpha-1", Provider = "Two" }, "served_model = 'alpha-1' and provider = 'Two'"),
        (s_all with { UserId = s_often, SlowMs = 5_000 }, $"user_id = '{s_often}' and duration_ms >= 5000"),
        (s_all with { UserId = s_seldom }, $"user_id = '{s_seldom}'"),
        (s_all with { UserId = s_prompt }, "false"),
        (s_all with { ApiKeyId = s_key, Endings = ["failed"] }, $"api_key_id = '{s_key}' and ending = 'failed'"),
        (s_all with { PromptVersionId = s_prompt }, $"prompt_version_id = '{s_prompt}'"),
        (s_all with { AssistantId = s_assistant }, $"id in (select call_id from decision where assistant_id = '{s_assistant}')"),
        (s_all with { Attempt = "breaker_open" }, $"id in (select call_id from call_attempt where error_code = 'breaker_open')"),
        (s_all with { FailedAt = "Three", Model = "fast" }, "requested_model = 'fast' and id in (select call_id from call_attempt where provider = 'Three' and error_code = 'rate_limited')"),
        (s_all with { FailedAt = "Three", FailedOn = "gamma-1", Attempt = "any" }, "id in (select call_id from call_attempt where provider = 'Three' and model_id = 'gamma-1' and error_code = 'rate_limited')"),
        (s_all with { Endings = ["failed", "lost"] }, "ending in ('failed', 'lost')"),
        (s_all with { Cached = true }, "cache_kind is not null"),
        (s_all with { Answer = AnswerFault.Declined }, "id in (select call_id from answer_mark where refused)"),
        (s_all with { Answer = AnswerFault.Unverified, UserId = s_often }, $"user_id = '{s_often}' and id in (select call_id from answer_mark where verified < quoted)"),
        (s_all with { FirstMs = 5_000, Feature = "chat" }, "feature = 'chat' and first_token_ms >= 5000"),
        (s_all with { CostNanoUsd = 985 }, "cost_nano_usd >= 985"),
        (s_all with { Feature = "rare", From = s_now.AddDays(-20), To = s_now.AddDays(-3) }, $"feature = 'rare' and started_at >= '{s_now.AddDays(-20):O}' and started_at < '{s_now.AddDays(-3):O}'"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_OfAnyFilter_HoldEveryCallOfIt_WhetherDaysAreClosedOrNot()
    {
        var owner = await database.CreateOrganizationAsync("Asia/Kolkata");
        await AddAsync(owner, 900, "random() * interval '28 days'");
        await AssertSameAsync(owner);

        await database.ScalarAsync<int>("select fold_call_hours(now() - interval '29 days', now())");
        await AssertSameAsync(owner);
        Assert.True(await database.ScalarAsync<int>("select close_call_days(100000)") > 0);
        Assert.True(await database.ScalarAsync<long>("select count(*) from call_outline where org_id = $1", owner.OrganizationId) > 100);
        await AssertSameAsync(owner);

        // Late ones, in days that were closed: these are due again, and read.
        await AddAsync(owner, 100, "interval '10 days' + random() * interval '5 hours'");
        await database.ScalarAsync<int>("select fold_call_hours(now() - interval '11 days', now() - interval '9 days')");
        await AssertSameAsync(owner);
        await database.ScalarAsync<int>("select close_call_days(100000)");
        await AssertSameAsync(owner);
    }

    private async Task AssertSameAsync(Caller owner)
    {
        foreach (var (filter, condition) in s_cases)
        {
            var expected = await database.ScalarAsync<Guid[]>($"select coalesce(array_agg(id order by started_at desc, id), '{{}}') from call where org_id = $1 and {condition}", owner.OrganizationId) ?? [];
            var (found, after) = (new List<Guid>(), (TraceFilter.Place?)null);
            for (var more = true; more;)
            {
                var page = (await new TraceList(database.Studio).PageAsync(owner, filter with { After = after }, 40, Cancellation)).Value!;
                found.AddRange(page.Rows.Select(row => row.Id));
                (more, after) = (page.More, page.Rows.Count > 0 ? new TraceFilter.Place(page.Rows[^1].StartedAt, page.Rows[^1].Id) : null);
            }

            Assert.True(expected.SequenceEqual(found), $"{condition}: {expected.Length} calls, found {found.Count}");
        }
    }

    private Task<int> AddAsync(Caller owner, int count, string ago) => database.ExecuteAsync($"""
        with made as (
          insert into call (org_id, user_id, api_key_id, prompt_version_id, feature, requested_model, served_model, provider, streamed, ending, error_code, duration_ms, cost_nano_usd, first_token_ms, cache_kind, started_at, id)
          select $1, case when r.a < 0.5 then $2::uuid when r.a < 0.52 then $3::uuid end, case when r.a > 0.7 then $4::uuid end, case when r.b < 0.03 then $5::uuid end,
                 case when r.c < 0.02 then 'rare' when r.c < 0.6 then 'chat' else 'api' end, case when r.d < 0.03 then 'fast' else 'balanced' end,
                 case when r.e < 0.9 then 'alpha-1' end, case when r.e < 0.1 then 'Two' when r.e < 0.9 then 'One' end, true,
                 case when r.e < 0.9 then 'completed' else 'failed' end, case when r.e >= 0.9 then 'provider_timeout' end, (r.f * 10000)::int, (r.g * 1000)::int,
                 (r.f * r.g * 10000)::int, case when r.g > 0.9 then 'exact' end, r.at, (left(first_id(r.at)::text, 19) || right(gen_random_uuid()::text, 17))::uuid
          from generate_series(1, $7) n
          cross join lateral (
            select n, random() as a, random() as b, random() as c, random() as d, random() as e, random() as f, random() as g, date_trunc('minute', now() - {ago}) as at) r
          returning *),
        tried as (
          insert into call_attempt (org_id, call_id, call_started_at, number, provider, model_id, started_at, duration_ms, error_code)
          select org_id, id, started_at, t.number, t.provider, t.model_id, started_at, 5, t.error_code
          from made cross join lateral (values (1, 'Three', 'gamma-1', 'rate_limited'), (2, 'Four', 'gamma-1', 'breaker_open'), (3, 'One', 'alpha-1', null)) t(number, provider, model_id, error_code)
          where t.error_code is null or duration_ms % 20 = t.number),
        marked as (
          insert into answer_mark (org_id, call_id, refused, quoted, verified) select org_id, id, duration_ms % 30 = 0, 2, 2 - (duration_ms % 40 = 1)::int from made where feature = 'chat')
        insert into decision (org_id, call_id, call_started_at, record, assistant_id)
        select org_id, id, started_at, jsonb_build_object(), $6 from made where requested_model = 'fast' and feature = 'chat'
        """, owner.OrganizationId, s_often, s_seldom, s_key, s_prompt, s_assistant, count);
}
