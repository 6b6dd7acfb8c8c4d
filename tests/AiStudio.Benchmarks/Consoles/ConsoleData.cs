using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace AiStudio.Benchmarks.Consoles;

/// <summary>Calls of a hundred organizations over ninety days, written straight into the tables. The first organization is the demo's and has a tenth of them.</summary>
internal sealed class ConsoleData(NpgsqlDataSource superuser, TextWriter output)
{
    public const int Organizations = 100;
    public const int Days = 90;

    /// <summary>Fills the database, unless a run before this one did.</summary>
    public async Task MakeAsync(long calls)
    {
        await using (var command = superuser.CreateCommand("select to_regclass('bench_done') is not null"))
        {
            if (await command.ExecuteScalarAsync() is true)
                return;
        }

        await StepAsync("settings", "alter system set max_wal_size = '8GB'", "alter system set maintenance_work_mem = '512MB'", "select pg_reload_conf()");
        await StepAsync("organizations, people and keys", People);
        await StepAsync("partitions", Partitions);
        await StepAsync($"{calls:N0} calls", Staging(calls));
        await Task.WhenAll(StepAsync("call and call_attempt", Calls), StepAsync("ledger_entry and daily_spend", Ledger));
        await StepAsync("decisions, ratings and spans", Beside);
        await FoldAsync();
        await StepAsync("statistics", "vacuum analyze", "create table bench_done ()");
    }

    private async Task StepAsync(string what, params string[] statements)
    {
        var started = Stopwatch.GetTimestamp();
        await using var connection = await superuser.OpenConnectionAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
    }

    // Day by day, as the web process does it that runs meanwhile and may be at it: then it is asked again.
    private async Task FoldAsync()
    {
        var started = Stopwatch.GetTimestamp();
        for (var day = Days + 1; day >= 0; day--)
            await UntilDoneAsync($"select fold_call_hours(now() - interval '{day} days', now() - interval '{day - 1} days')");
        while (await UntilDoneAsync("select close_call_days(100)") > 0)
        {
        }

        await UntilDoneAsync("select close_spend_days()");

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"hours, and closed days of calls and spend: {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
    }

    private async Task<int> UntilDoneAsync(string statement)
    {
        await using var command = superuser.CreateCommand(statement);
        command.CommandTimeout = 0;
        int done;
        while ((done = (int)(await command.ExecuteScalarAsync())!) < 0)
            await Task.Delay(TimeSpan.FromSeconds(1));
        return done;
    }

    // The organization of the demo exists. Everybody has the password of nobody: nobody of these signs in.
    private static readonly string[] People =
    [
        "create unlogged table bench_org (number integer primary key, id uuid not null, share double precision not null)",
        "insert into bench_org select 1, id, 0.1 from organization",
        $"insert into bench_org select n, time_ordered_id(), 0 from generate_series(2, {Organizations}) n",
        // The others share the rest: the second has some 4 %, the last 0.5 %.
        "update bench_org set share = 0.9 * (1 / (number + 6.0)) / (select sum(1 / (number + 6.0)) from bench_org where number > 1) where number > 1",
        "insert into organization (id, name, time_zone) select id, 'Bench ' || number, 'Europe/Berlin' from bench_org where number > 1",
        """
        create unlogged table bench_user as
        select o.number, o.id as org_id, time_ordered_id() as id, row_number() over (partition by o.number) - 1 as place
        from bench_org o cross join lateral generate_series(1, case when o.number = 1 then 200 else 40 end) u
        """,
        """
        insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, display_name)
        select id, id || '@example.test', upper(id || '@example.test'), id || '@example.test', upper(id || '@example.test'), true, 'x', 'x', 'Person ' || place from bench_user
        """,
        "insert into membership (org_id, user_id, role) select org_id, id, 'member' from bench_user",
        "create unlogged table bench_key as select u.number, u.org_id, time_ordered_id() as id, u.id as user_id, u.place from bench_user u where u.place < 3",
        """
        insert into api_key (org_id, id, name, prefix, secret_hash, scopes, created_by)
        select org_id, id, 'Bench ' || place, substr(md5(id::text), 1, 12), sha256(id::text::bytea), '{chat}', user_id from bench_key
        """,
    ];

    private static readonly string[] Partitions =
    [
        $$"""
        do $do$
        declare
          v_month timestamptz := date_trunc('month', (now() - interval '{{Days + 1}} days') at time zone 'UTC') at time zone 'UTC';
          v_parent text;
          v_name text;
        begin
          while v_month < now() loop
            foreach v_parent in array array['call', 'call_attempt', 'call_payload', 'span', 'decision'] loop
              v_name := format('%s_%s', v_parent, to_char(v_month at time zone 'UTC', 'YYYY_MM'));
              if to_regclass('public.' || v_name) is null then
                execute format('create table public.%I partition of public.%I for values from (%L) to (%L)', v_name, v_parent, v_month,
                               (v_month at time zone 'UTC' + interval '1 month') at time zone 'UTC');
                execute format('alter table public.%I owner to aistudio_owner', v_name);
                execute format('alter table public.%I enable row level security', v_name);
                execute format('alter table public.%I force row level security', v_name);
              end if;
            end loop;
            v_month := (v_month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
          end loop;
        end $do$
        """,
    ];

    // More lately than long ago, more by day than by night; half by people in chats, half by programs with keys. Ids are of version 7, of the call's own time.
    private static string[] Staging(long calls) =>
    [
        "select setseed(0.42)",
        $$"""
        create unlogged table bench_call as
        select (lpad(to_hex((extract(epoch from c.started_at) * 1000)::bigint), 12, '0') || '7' || substr(c.hash, 1, 3) || '8' || substr(c.hash, 4, 15))::uuid as id, c.*,
               case when c.duration_ms is null then null else c.input_tokens * c.price / 4 + c.output_tokens * c.price end as cost
        from (
          select o.id as org_id, now() - interval '{{Days}} days' * (power(r.a, 1.3)) + interval '1 hour' * (r.b - 0.5) - interval '31 minutes' as started_at,
                 md5(o.number || ' ' || r.n) as hash,
                 u.id as user_id, k.id as key_id,
                 (array['chat', 'support', 'sales', 'search', 'api', 'evals', 'title', 'summary'])[1 + w.feature] as feature,
                 (array['gpt-4.1-mini', 'gpt-4.1', 'claude-haiku-4', 'claude-sonnet-4', 'local-extractive-1', 'text-embedding-3-small'])[1 + w.model] as model_id,
                 (array['openai', 'openai', 'anthropic', 'anthropic', 'local', 'openai'])[1 + w.model] as provider,
                 (array[1600, 8000, 4000, 15000, 0, 20])[1 + w.model]::bigint as price,
                 (300 + 4000 * power(r.f, 3))::bigint as input_tokens, (20 + 900 * power(r.g, 2))::bigint as output_tokens,
                 (200 + 9000 * power(r.h, 4))::integer as duration_ms, r.i < 0.02 as failed, r.i > 0.93 as cached
          from bench_org o
          cross join lateral generate_series(1, (o.share * {{calls}})::bigint) s(n)
          cross join lateral (select random() as a, random() as b, random() as c, random() as d, random() as e, random() as f, random() as g, random() as h, random() as i, s.n) r
          -- Everybody uses three features and two models, one of each most of the time.
          cross join lateral (select r.b < 0.55 as person, case when r.b < 0.55 then floor(power(r.c, 2) * (case when o.number = 1 then 200 else 40 end)) else floor(r.c * 3) end::bigint as place) p
          cross join lateral (select p.person, p.place, (p.place * 3 + floor(power(r.d, 2) * 3))::int % 8 as feature, (p.place + floor(power(r.e, 2) * 2))::int % 6 as model) w
          left join bench_user u on w.person and u.number = o.number and u.place = w.place
          left join bench_key k on not w.person and k.number = o.number and k.place = w.place) c
        order by c.started_at
        """,
    ];

    private static readonly string[] Calls =
    [
        "set session_replication_role = replica; set synchronous_commit = off",
        """
        insert into call (org_id, id, started_at, user_id, api_key_id, feature, requested_model, served_model, provider, streamed, ending, error_code, duration_ms, first_token_ms,
                          input_tokens, cached_input_tokens, output_tokens, cost_nano_usd, cache_kind, saved_nano_usd, trace_id)
        select org_id, id, started_at, user_id, key_id, feature, 'balanced', case when not failed then model_id end, case when not failed then provider end, true,
               case when failed then 'failed' else 'completed' end, case when failed then 'provider_error' end, duration_ms, case when not failed then duration_ms / 4 end,
               case when not failed then input_tokens end, 0, case when not failed then output_tokens end, case when failed or cached then 0 else cost end,
               case when cached and not failed then 'exact' end, case when cached and not failed then cost else 0 end, md5(id::text)
        from bench_call
        """,
        """
        insert into call_attempt (org_id, call_id, call_started_at, number, provider, model_id, started_at, duration_ms, first_token_ms, error_code, cost_nano_usd)
        select org_id, id, started_at, 1, provider, model_id, started_at, duration_ms, case when not failed then duration_ms / 4 end, case when failed then 'provider_error' end,
               case when failed then 0 else cost end
        from bench_call where not cached
        """,
    ];

    private static readonly string[] Ledger =
    [
        "set session_replication_role = replica; set synchronous_commit = off",
        """
        insert into ledger_entry (org_id, call_id, user_id, api_key_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
                                  estimated, cost_nano_usd, created_at)
        select org_id, id, user_id, key_id, feature, provider, model_id, input_tokens, 0, 0, output_tokens, 0, false, cost, started_at + duration_ms * interval '1 millisecond'
        from bench_call where not failed and not cached
        """,
        """
        delete from daily_spend;
        insert into daily_spend (org_id, day, feature, model_id, provider, user_id, api_key_id, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
                                 reasoning_tokens, cost_nano_usd)
        select e.org_id, (e.created_at at time zone o.time_zone)::date, e.feature, e.model_id, e.provider,
               coalesce(e.user_id, '00000000-0000-0000-0000-000000000000'), coalesce(e.api_key_id, '00000000-0000-0000-0000-000000000000'),
               count(*), sum(e.input_tokens), sum(e.cached_input_tokens), sum(e.cache_write_tokens), sum(e.output_tokens), sum(e.reasoning_tokens), sum(e.cost_nano_usd)
        from ledger_entry e join organization o on o.id = e.org_id
        group by 1, 2, 3, 4, 5, 6, 7
        """,
    ];

    // What is kept beside calls: of the demo's chats decisions and ratings, and the spans of its last week.
    private static readonly string[] Beside =
    [
        "set session_replication_role = replica; set synchronous_commit = off",
        """
        insert into decision (org_id, call_id, call_started_at, record, assistant_id)
        select c.org_id, c.id, c.started_at, jsonb_build_object('budgets', jsonb_build_object('clamped', false), 'cache', jsonb_build_object('decision', 'asked'), 'candidates', '[]'::jsonb,
               'guardrails', '[]'::jsonb, 'config_hash', substr(c.hash, 1, 16), 'payload', 'off'), a.id
        from bench_call c join bench_org o on o.id = c.org_id and o.number = 1 cross join lateral (select id from assistant where org_id = c.org_id limit 1) a
        where c.user_id is not null
        """,
        """
        insert into feedback (org_id, message_id, owner_id, rating, created_at, call_id)
        select c.org_id, c.id, c.user_id, case when substr(c.hash, 8, 1) < '6' then -1 else 1 end, c.started_at + interval '1 minute', c.id
        from bench_call c join bench_org o on o.id = c.org_id and o.number = 1
        where c.user_id is not null and substr(c.hash, 9, 2) < '08'
        """,
        """
        insert into span (org_id, call_id, call_started_at, id, name, started_at, duration_us)
        select c.org_id, c.id, c.started_at, gen_random_uuid(), name, c.started_at, 1000
        from bench_call c join bench_org o on o.id = c.org_id and o.number = 1 cross join unnest(array['admission', 'budgets', 'cache', 'routing', 'commit']) name
        where c.started_at > now() - interval '7 days'
        """,
    ];
}
