using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Spend;

/// <summary>Two months of spend of the demo organization, in which yesterday was dear for one reason.</summary>
internal static class SpendSeed
{
    /// <summary>What made yesterday dear.</summary>
    public const string Mover = "support on claude-sonnet-4";

    /// <summary>How much dearer it was for that reason: 40 calls of 31 cents.</summary>
    public const string Change = "+$12.40";

    /// <summary>Once an app, whoever asks first.</summary>
    public static Task MakeAsync(StudioApp app) => app.Database.ExecuteAsync("""
        do $$
        declare
          v_org  uuid := (select org_id from assistant limit 1);
          v_unit uuid := time_ordered_id();
        begin
          perform pg_advisory_xact_lock(hashtext('spend seed'));
          if exists (select 1 from ledger_entry where org_id = v_org and feature = 'support') then
            return;
          end if;
          insert into organization_unit (org_id, id, name) values (v_org, v_unit, 'Customer care');
          update membership m set unit_id = v_unit from app_user u where m.org_id = v_org and u.id = m.user_id and u.email in ('member@example.com', 'admin@example.com');

          create temporary table seeded on commit drop as
          select time_ordered_id() as id, ((now() at time zone o.time_zone)::date - back)::timestamp at time zone o.time_zone + interval '1 second' * (random() * case when back = 0 then 1 else 80000 end) as at,
                 f.feature, f.provider, f.model, u.id as user_id, f.cost, (now() at time zone o.time_zone)::date - back as day
          from organization o cross join generate_series(0, 60) back
          cross join (values ('support', 'Anthropic', 'claude-sonnet-4', 310000000::bigint, 6), ('support', 'OpenAI', 'gpt-4.1-mini', 41000000, 9), ('chat', 'OpenAI', 'gpt-4.1-mini', 23000000, 12),
                             ('contracts', 'OpenAI', 'gpt-4.1', 190000000, 4), ('embedding', 'OpenAI', 'text-embedding-3-small', 800000, 15), ('evals', 'OpenAI', 'gpt-4.1', 92000000, 3),
                             ('code', 'Local', 'local-extractive-1', 0, 5), ('hr', 'Azure', 'gpt-4.1', 74000000, 3)) f(feature, provider, model, cost, calls)
          cross join lateral generate_series(1, case
              when back in (1, 2) and f.feature = 'support' and f.provider = 'Anthropic' then f.calls + case back when 1 then 40 else 0 end
              when back in (1, 2) then f.calls
              when extract(isodow from (now() at time zone o.time_zone)::date - back) > 5 then greatest(1, f.calls / 3)
              else f.calls + (random() * 3)::integer end) k
          join lateral (select u.id from app_user u join membership m on m.org_id = o.id and m.user_id = u.id and u.email like '%@example.com' order by (hashtext(u.id::text) + k + back) % 7, u.id limit 1) u on true
          where o.id = v_org;

          insert into ledger_entry (org_id, call_id, user_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
          select v_org, id, user_id, feature, provider, model, 1800, 600, 0, 240, 0, false, cost, at from seeded;
          insert into call (org_id, id, started_at, user_id, feature, requested_model, served_model, provider, streamed, ending, duration_ms, input_tokens, output_tokens, cost_nano_usd)
          select v_org, id, at, user_id, feature, 'balanced', model, provider, true, 'completed', 900, 1800, 240, cost from seeded where at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC';
          insert into daily_spend as d (org_id, day, feature, model_id, provider, user_id, calls, input_tokens, cached_input_tokens, output_tokens, cost_nano_usd)
          select v_org, day, feature, model, provider, user_id, count(*), sum(1800), sum(600), sum(240), sum(cost) from seeded group by 2, 3, 4, 5, 6
          on conflict (org_id, day, feature, model_id, provider, user_id, api_key_id) do update
          set calls = d.calls + excluded.calls, input_tokens = d.input_tokens + excluded.input_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd;
        end $$
        """);
}
