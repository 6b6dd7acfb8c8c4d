using Npgsql;

namespace AiStudio.IntegrationTests.Tenancy;

/// <summary>
/// What must be true of every table, view, function and role, read from the live catalogue, so that a new one cannot be forgotten.
/// Each rule is a query that returns what breaks it.
/// </summary>
internal static class CatalogueRules
{
    /// <summary>Tables of the installation, not of a tenant. Reviewed: none holds text of a tenant.</summary>
    private static readonly string[] GlobalTables =
    [
        "app_user", "app_user_claim", "app_user_login", "app_user_token", "data_protection_key", "schema_migration",
        "qrtz_blob_triggers", "qrtz_calendars", "qrtz_cron_triggers", "qrtz_execution_history", "qrtz_fired_triggers", "qrtz_job_details", "qrtz_job_status",
        "qrtz_locks", "qrtz_misfire_history", "qrtz_paused_job_grps", "qrtz_paused_trigger_grps", "qrtz_scheduler_state", "qrtz_simple_triggers",
        "qrtz_simprop_triggers", "qrtz_triggers",
    ];

    /// <summary>Functions that run with their owner's rights. Reviewed: ids and money only, never text of a tenant; of a key, what it opens and in whose name.</summary>
    private static readonly string[] DefinerFunctions =
    [
        "alert_deliveries_claim", "alerts_expired", "alerts_tell_again", "answers_to_judge", "background_requests_remove_expired", "call_hours_folded_to", "called_since",
        "claim_connection_checks", "close_call_days", "close_spend_days", "conversations_begun", "conversations_expired", "count_connection_checks", "drop_expired_trace_partitions", "end_alert",
        "ensure_call_partitions", "erase_records", "eval_suites_watched", "find_api_key", "fold_call_hours", "follow_budget_alerts", "idempotency_remove_expired",
        "jobs_by_state", "jobs_waiting", "keep_answers", "ledger_extend", "ledger_hold", "ledger_left", "ledger_progress", "ledger_record", "ledger_release_expired", "ledger_settle",
        "ledger_write", "longest_retention", "organization_ids", "promotions_watched", "raise_alert", "rate_knowledge_query", "rate_windows_remove_old",
        "record_unrecorded_calls", "refusal_details", "refusal_zones", "remove_cached_answers", "remove_expired_alerts", "remove_expired_traces", "spend_findings", "tell_members", "tell_person", "traces_due", "traces_expired",
        "turns_abandoned", "turns_told",
    ];

    private const string Tables = """
        with tables as (
          select c.*, exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as tenant,
                 exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'owner_id' and not a.attisdropped) as private
          from pg_class c
          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
        """;

    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("a table without org_id is on the reviewed list",
            Tables + "select relname from tables where not tenant and relname <> 'organization' and relname <> all (@global)"),
        ("row security is enabled and forced",
            Tables + "select relname from tables where (tenant or relname = 'organization') and not (relrowsecurity and relforcerowsecurity)"),
        ("a tenant table has a policy",
            Tables + "select relname from tables where (tenant or relname = 'organization') and not relispartition and not exists (select 1 from pg_policy p where p.polrelid = tables.oid)"),
        ("a policy that admits writes has WITH CHECK",
            "select polrelid::regclass || '.' || polname from pg_policy where polcmd in ('*', 'a', 'w') and polwithcheck is null"),
        ("a policy names the tenant, or is the ledger's",
            """
            select p.polrelid::regclass || '.' || p.polname from pg_policy p
            where p.polroles <> array['aistudio_ledger'::regrole::oid]
              and not (coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ~ 'app_org\(\)'
                       or (p.polcmd = 'r' and pg_get_expr(p.polqual, p.polrelid) ~ 'app_user\(\)'))
            """),
        ("a policy is not for everybody", "select polrelid::regclass || '.' || polname from pg_policy where 0 = any (polroles)"),
        ("a private table is its owner's",
            Tables + """
            select relname from tables where private and not relispartition and exists (
              select 1 from pg_policy p where p.polrelid = tables.oid and p.polroles <> array['aistudio_ledger'::regrole::oid]
                and not (pg_get_expr(p.polqual, p.polrelid) ~ 'owner_id = app_user\(\)'))
            """),
        ("a primary or unique key starts with org_id",
            Tables + """
            select i.indexrelid::regclass::text from tables t join pg_index i on i.indrelid = t.oid
            where t.tenant and i.indisunique
              and (select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0]) is distinct from 'org_id'
            """),
        ("a tenant table has a primary key",
            Tables + "select relname from tables t where tenant and not exists (select 1 from pg_index i where i.indrelid = t.oid and i.indisprimary)"),
        ("a foreign key between tenant tables carries org_id",
            Tables + """
            select c.conrelid::regclass || '.' || c.conname from pg_constraint c
            join tables f on f.oid = c.conrelid join tables t on t.oid = c.confrelid
            where c.contype = 'f' and f.tenant and t.tenant and not exists (
              select 1 from unnest(c.conkey, c.confkey) as k(here, there)
              join pg_attribute h on h.attrelid = c.conrelid and h.attnum = k.here and h.attname = 'org_id'
              join pg_attribute r on r.attrelid = c.confrelid and r.attnum = k.there and r.attname = 'org_id')
            """),
        ("a partition is reached through its parent only",
            Tables + """
            select relname from tables where relispartition and exists (
              select 1 from aclexplode(relacl) g where g.grantee in (0, 'aistudio_app'::regrole, 'aistudio_ledger'::regrole))
            """),
        ("nobody but the owner may truncate",
            Tables + "select relname from tables where has_table_privilege('aistudio_app', oid, 'truncate') or has_table_privilege('aistudio_ledger', oid, 'truncate')"),
        ("nothing is granted to everybody",
            Tables + "select relname from tables where exists (select 1 from aclexplode(relacl) g where g.grantee = 0)"),
        ("a view runs with its reader's rights",
            "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v' and not coalesce(c.reloptions @> array['security_invoker=true'], false)"),
        ("there is no materialized view",
            "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'm'"),
        ("a definer function is on the reviewed list",
            "select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proname <> all (@definers)"),
        ("a definer function fixes its search path, temporary tables last",
            """
            select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
              and not coalesce(p.proconfig @> array['search_path=pg_catalog, public, pg_temp'], false)
            """),
        ("a definer function is not open to everybody",
            """
            select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
              and (p.proacl is null or exists (select 1 from aclexplode(p.proacl) g where g.grantee = 0))
            """),
        ("nothing of ours belongs to a superuser or to a role that serves requests",
            """
            select o.what from (
              select c.relname::text as what, c.oid, c.relowner as owner from pg_class c where c.relnamespace = 'public'::regnamespace
              union all select p.proname::text, p.oid, p.proowner from pg_proc p where p.pronamespace = 'public'::regnamespace) o
            join pg_roles r on r.oid = o.owner
            where (r.rolsuper or r.rolname = 'aistudio_app') and not exists (select 1 from pg_depend d where d.objid = o.oid and d.deptype = 'e')
            """),
        ("the roles that serve requests cannot bypass row security",
            "select rolname from pg_roles where rolname in ('aistudio_app', 'aistudio_ledger') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"),
        ("the app is not a member of a stronger role",
            "select r.rolname from pg_roles r where r.rolname in ('aistudio_owner', 'aistudio_ledger') and pg_has_role('aistudio_app', r.oid, 'member')"),
    ];

    /// <summary>Everything that breaks a rule, as "rule: object".</summary>
    public static async Task<IReadOnlyList<string>> BrokenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var broken = new List<string>();
        foreach (var (rule, sql) in Rules)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            if (sql.Contains("@global", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue("global", GlobalTables);
            }

            if (sql.Contains("@definers", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue("definers", DefinerFunctions);
            }

            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                broken.Add($"{rule}: {reader.GetString(0)}");
            }
        }

        return broken;
    }
}
