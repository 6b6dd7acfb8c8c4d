using Npgsql;

namespace AiStudio.IntegrationTests.Tenancy;

/// <summary>A table of tenants, and a row for it made from its columns' types: good enough to be stored, with foreign keys off.</summary>
internal sealed record TenantTable(string Name, bool Private, IReadOnlyList<TenantColumn> Columns)
{
    /// <summary>Columns whose check constraints admit a few values only.</summary>
    private static readonly Dictionary<string, string> Chosen = new()
    {
        ["membership.role"] = "'member'",
        ["invitation.role"] = "'member'",
        ["provider_connection.kind"] = "'openai'",
        ["alert_channel.kind"] = "'email'",
        ["alert_delivery.occasion"] = "'test'",
        ["budget.scope"] = "'organization'",
        ["invoice.month"] = "'2026-01-01'",
        ["month_lock.month"] = "'2026-01-01'",
        ["month_place.month"] = "'2026-01-01'",
        ["eval_suite.slug"] = "'a-slug'",
        ["eval_run.origin"] = "'person'",
        ["eval_call.purpose"] = "'answer'",
        ["rate_limit_rule.scope"] = "'organization'",
        ["rate_limit_rule.unit"] = "'requests'",
        ["budget.period"] = "'month'",
        ["tier_limit.tier"] = "'free'",
        ["hold.budget_ids"] = "'{}'",
        ["hold.budget_models"] = "'{}'",
        ["hold.window_starts"] = "'{}'",
        ["prompt_version.version"] = "'1.0.0'",
        ["protected_label.label"] = "'a-label'",
        ["experiment.kind"] = "'ab'",
        ["experiment.unit"] = "'user'",
        ["promotion.state"] = "'evaluating'",
        ["message.role"] = "'user'",
        ["feedback.rating"] = "1",
        ["call_day.duration_marks"] = "'{}'",
        ["call_day.duration_counts"] = "'{}'",
        ["call_day.first_marks"] = "'{}'",
        ["call_day.first_counts"] = "'{}'",
        ["call_hour.duration_marks"] = "'{}'",
        ["call_hour.duration_counts"] = "'{}'",
        ["call_hour.first_marks"] = "'{}'",
        ["call_hour.first_counts"] = "'{}'",
        ["call_day_due.day"] = "'2001-01-01'",
        ["replay.mode"] = "'frozen'",
        ["backtest.budget_nano_usd"] = "1",
        ["backtest.name"] = "'a name'",
        ["backtest_call.purpose"] = "'answer'",
        ["quality_rule.rule"] = "'errors'",
        ["knowledge_query.source"] = "'chat'",
        ["chunk_embedding.dimensions"] = "3",
        ["chunk_embedding.embedding"] = "'[1,2,3]'",
        ["call.started_at"] = "now()",
        ["break_glass.reason"] = "'a reason long enough'",
    };

    public static async Task<IReadOnlyList<TenantTable>> AllAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef or a.attgenerated <> ''
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
              and exists (select 1 from pg_attribute o where o.attrelid = c.oid and o.attname = 'org_id')
            order by c.relname, a.attnum
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(string Table, TenantColumn Column)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetString(0), new TenantColumn(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetBoolean(4))));
        }

        return [.. rows.GroupBy(row => row.Table).Select(table =>
            new TenantTable(table.Key, table.Any(row => row.Column.Name == "owner_id"), [.. table.Select(row => row.Column)]))];
    }

    /// <summary>An INSERT of one row of <paramref name="organization"/>, owned by <paramref name="owner"/> where the table has owners.</summary>
    public string Insert(Guid organization, Guid owner)
    {
        var values = Columns
            .Where(column => column.Required || column.Name == "owner_id")
            .Select(column => (column.Name, Value: Value(column, organization, owner)))
            .ToList();
        return $"insert into {Name} ({string.Join(", ", values.Select(value => value.Name))}) values ({string.Join(", ", values.Select(value => value.Value))})";
    }

    private string Value(TenantColumn column, Guid organization, Guid owner) => column.Name switch
    {
        "org_id" => $"'{organization}'",
        "owner_id" => $"'{owner}'",
        _ when Chosen.TryGetValue($"{Name}.{column.Name}", out var chosen) => chosen,
        _ => column.Type switch
        {
            "uuid" => $"'{Guid.CreateVersion7()}'",
            "text" => $"'canary {Guid.CreateVersion7()}'",
            "bytea" => @"'\x00'",
            "boolean" => "true",
            "jsonb" => "'{}'",
            "date" => "current_date",
            "timestamp with time zone" => "now()",
            "uuid[]" or "text[]" => "'{}'",
            _ => "1",
        },
    };
}

/// <summary>A column of a tenant table.</summary>
internal sealed record TenantColumn(string Name, string Type, bool NotNull, bool HasDefault)
{
    public bool Required => NotNull && !HasDefault;
}
