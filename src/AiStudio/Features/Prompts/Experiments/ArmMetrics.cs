using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>The sums of all metrics, arms and shares of an experiment, by one query that reads each answer once. Answers of a fallback model do not count.</summary>
internal static class ArmMetrics
{
    // By metric, in their order: over how many an answer counts, and its value.
    private static readonly (string Count, string Value)[] s_columns =
    [
        ("1", "failed::int"),
        ("(not failed)::int", "(not failed and refused)::int"),
        ("(rating is not null)::int", "(rating = -1)::int"),
        ("(not failed)::int", "(not failed and asked_again)::int"),
        ("(not failed)::int", "(not failed and duration_ms > p95)::int"),
        ("(not failed)::int", "case when failed then 0 else cost_nano_usd end"),
        ("(not failed)::int", "case when failed then 0 else length end"),
        ("citations", "verified"),
        ("(judged is not null)::int", "judged"),
    ];

    private const string Baseline = """
        with baseline as (
          select percentile_cont(0.95) within group (order by duration_ms) as p95 from experiment_answer
          where org_id = {0} and experiment_id = {1} and arm = {2} and not fallback and not failed)
        """;

    private static readonly string s_sql = $$"""
        {{Baseline}},
        unit as (
          select arm, stratum, count(*) as answers, {{Each((column, at) => $"coalesce(sum({column.Count}), 0)::float8 as n{at}, coalesce(sum({column.Value}), 0)::float8 as x{at}")}}
          from experiment_answer cross join baseline
          where org_id = {0} and experiment_id = {1} and not fallback
          group by arm, stratum, unit_id)
        select arm as "Arm", stratum as "Stratum", sum(answers)::bigint as "Answers",
               array[{{Each((_, at) => $"count(*) filter (where n{at} > 0)")}}]::float8[] as "Units",
               array[{{Each((_, at) => $"sum(n{at})")}}] as "Counts",
               array[{{Each((_, at) => $"sum(x{at})")}}] as "Sums",
               array[{{Each((_, at) => $"sum(x{at} * x{at})")}}] as "Squares",
               array[{{Each((_, at) => $"sum(x{at} * n{at})")}}] as "Products",
               array[{{Each((_, at) => $"sum(n{at} * n{at})")}}] as "CountSquares"
        from unit group by arm, stratum order by arm, stratum
        """;

    // By metric: the sums of all answers up to each of some moments, evenly apart.
    private static readonly IReadOnlyList<string> s_moments = [.. s_columns.Select(column => $$"""
        {{Baseline}},
        counted as (
          select at, arm, stratum, unit_id, {{column.Count}} as n, {{column.Value}} as x from experiment_answer cross join baseline
          where org_id = {0} and experiment_id = {1} and not fallback),
        moment as (
          select first + (last - first) * (k::float8 / {3}) as until from (select min(at) as first, max(at) as last from counted) s cross join generate_series(1, {3}) k where first is not null),
        unit as (
          select until, arm, stratum, count(*) as answers, coalesce(sum(n), 0)::float8 as n, coalesce(sum(x), 0)::float8 as x
          from moment join counted on at <= until group by until, arm, stratum, unit_id)
        select until as "Until", arm as "Arm", stratum as "Stratum", sum(answers)::bigint as "Answers", count(*) filter (where n > 0) as "Units", sum(n) as "Count", sum(x) as "Sum",
               sum(x * x) as "Squares", sum(x * n) as "Products", sum(n * n) as "CountSquares"
        from unit group by until, arm, stratum
        """)];

    /// <param name="db">The experiment's organization.</param>
    /// <param name="experimentId">Which.</param>
    /// <param name="baseline">The arm whose p95 counts as slow.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By arm, then by share; arms without answers are missing.</returns>
    public static async Task<IReadOnlyList<ArmSums>> ReadAsync(StudioDb db, Guid experimentId, int baseline, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQueryRaw<Row>(s_sql, db.Scope.OrganizationId, experimentId, baseline).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ArmSums(row.Arm, row.Stratum, row.Answers, [.. Metrics.All.Select((_, at) => row.At(at))]))];
    }

    /// <summary>The sums of one metric as they were at <paramref name="moments"/> moments, evenly apart, the last of them that of the last answer. Of other metrics there is nothing in them.</summary>
    public static async Task<ILookup<DateTimeOffset, ArmSums>> ReadAtAsync(StudioDb db, Guid experimentId, int baseline, Metric metric, int moments, CancellationToken cancellationToken)
    {
        var place = Metrics.All.Select((one, at) => (one, at)).Single(pair => pair.one == metric).at;
        var rows = await db.Database.SqlQueryRaw<MomentRow>(s_moments[place], db.Scope.OrganizationId, experimentId, baseline, moments).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.Until, row => new ArmSums(row.Arm, row.Stratum, row.Answers, [.. Metrics.All.Select(one => one == metric ? row.Sums : default)]));
    }

    private static string Each(Func<(string Count, string Value), int, string> write) => string.Join(", ", s_columns.Select(write));

    private sealed record MomentRow(DateTimeOffset Until, int Arm, int Stratum, long Answers, long Units, double Count, double Sum, double Squares, double Products, double CountSquares)
    {
        public MetricSums Sums => new(Units, Count, Sum, Squares, Products, CountSquares);
    }

    private sealed record Row(int Arm, int Stratum, long Answers, double[] Units, double[] Counts, double[] Sums, double[] Squares, double[] Products, double[] CountSquares)
    {
        public MetricSums At(int metric) => new((long)Units[metric], Counts[metric], Sums[metric], Squares[metric], Products[metric], CountSquares[metric]);
    }
}
