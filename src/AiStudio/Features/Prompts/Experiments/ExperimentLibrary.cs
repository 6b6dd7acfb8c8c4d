using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Statistics;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What admins read of experiments: which there are, and what one has shown so far. Others find none.</summary>
internal sealed class ExperimentLibrary(StudioDatabase database)
{
    /// <summary>The newest first, from after <paramref name="before"/> on.</summary>
    public async Task<IReadOnlyList<ExperimentEntry>> ListAsync(Caller caller, Guid? before, int limit, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await EntriesAsync(db, null, before, limit, cancellationToken);
    }

    /// <summary>Errors: <c>no_experiment</c> (not found), also for who may not see it.</summary>
    public async Task<Result<ExperimentDetail>> OpenAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return ExperimentDesk.NotFound;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await EntriesAsync(db, id, null, 1, cancellationToken) is [var entry] ? await DetailAsync(db, entry, cancellationToken) : ExperimentDesk.NotFound;
    }

    /// <summary>
    /// How many answers a test of this metric needs. Reckoned from what the prompt's newest experiment measured in its baseline; where there was none, from the usual share.
    /// </summary>
    public async Task<Result<SampleEstimate>> EstimateAsync(Caller caller, Guid promptId, string metricKey, double effect, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return ExperimentDesk.NotFound;
        if (Metrics.Find(metricKey) is not { } metric || !(effect is > 0 and <= 1))
            return Error.Invalid("experiment_effect", "Choose a metric, and a change above 0 and at most 1.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var newest = await db.Set<Experiment>().AsNoTracking().Where(row => row.PromptId == promptId && row.StartedAt != null).OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        var baseline = newest is null
            ? default
            : (await ArmMetrics.ReadAsync(db, newest.Id, newest.Baseline, cancellationToken)).Where(arm => arm.Arm == newest.Baseline).Aggregate(default(MetricSums), (sum, arm) => sum + arm[metric]);
        var measured = baseline.Units >= ConfidenceSequence.LeastCount;
        if (metric.IsShare)
        {
            var share = measured ? baseline.Sum / baseline.Count : metric.UsualShare;
            return new SampleEstimate(share, measured, SampleSize.EachArm(share, effect, Analysis.Alpha));
        }

        // Amounts are compared as fractions of the mean: their variance is that of the values over the squared mean.
        var moments = baseline.Moments(share: false);
        var variance = measured && moments.Mean > 0 ? moments.Variance / (moments.Mean * moments.Mean) : 1;
        return new SampleEstimate(0, measured, SampleSize.OfVariance(2 * variance, effect, Analysis.Alpha));
    }

    /// <summary>Who may score answers of a new one, by name.</summary>
    public async Task<IReadOnlyList<ScoringJudge>> JudgesAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await ScoringJudges.ListAsync(db, cancellationToken);
    }

    private static async Task<Result<ExperimentDetail>> DetailAsync(StudioDb db, ExperimentEntry entry, CancellationToken cancellationToken)
    {
        var experiment = await db.Set<Experiment>().AsNoTracking().SingleAsync(row => row.Id == entry.Id, cancellationToken);
        var arms = await db.Set<ExperimentArm>().AsNoTracking().Where(arm => arm.ExperimentId == entry.Id).OrderBy(arm => arm.Number).ToListAsync(cancellationToken);
        var met = (await db.Database.SqlQuery<Met>($"""
            select a.number as "Arm",
                   (select count(*) from experiment_exposure e where e.org_id = a.org_id and e.experiment_id = a.experiment_id and e.arm = a.number) as "Units",
                   (select count(*) from experiment_answer w where w.org_id = a.org_id and w.experiment_id = a.experiment_id and w.arm = a.number and w.fallback) as "Fallbacks",
                   (select percentile_cont(array[0.1, 0.5, 0.9]) within group (order by w.length) from experiment_answer w
                    where w.org_id = a.org_id and w.experiment_id = a.experiment_id and w.arm = a.number and not w.fallback and not w.failed) as "Lengths",
                   (select percentile_cont(0.95) within group (order by w.duration_ms) from experiment_answer w
                    where w.org_id = a.org_id and w.experiment_id = a.experiment_id and w.arm = a.number and not w.fallback and not w.failed) as "P95Ms"
            from experiment_arm a where a.org_id = {db.Scope.OrganizationId} and a.experiment_id = {entry.Id}
            """).ToListAsync(cancellationToken)).ToDictionary(row => row.Arm);
        var sums = await ArmMetrics.ReadAsync(db, entry.Id, experiment.Baseline, cancellationToken);
        var ratio = Analysis.SampleRatioOf(experiment, arms, met.ToDictionary(row => row.Key, row => row.Value.Units));
        var deciding = Metrics.Find(experiment.Metric) ?? Metrics.Errors;
        var all = (double)Math.Max(1, arms.Sum(arm => arm.Weight));
        return new ExperimentDetail(
            entry,
            experiment.PromptId,
            experiment.Hypothesis,
            experiment.Effect,
            experiment.Baseline,
            [.. arms.Select(arm => new ArmView(
                arm.Number, arm.Name, arm.VersionId, entry.Arms[arm.Number], arm.Weight, arm.Weight / all, met[arm.Number].Units,
                sums.Where(sum => sum.Arm == arm.Number).Sum(sum => sum.Answers), met[arm.Number].Fallbacks, met[arm.Number].Lengths, met[arm.Number].P95Ms))],
            [.. Metrics.All.OrderByDescending(metric => metric == deciding).Select(metric => Figures(experiment, metric, arms, sums)).Where(figures => figures.Arms.Any(arm => arm.Mean is not null))],
            Analysis.Of(experiment, arms, sums, ratio),
            ratio,
            await ArmTrends.ReadAsync(db, experiment, arms, deciding, entry.Answers, cancellationToken))
        {
            JudgeShare = experiment.JudgeShare,
        };
    }

    private static MetricFigures Figures(Experiment experiment, Metric metric, List<ExperimentArm> arms, IReadOnlyList<ArmSums> sums) => new(metric, metric.Key == experiment.Metric, [.. arms.Select(arm =>
    {
        var whole = sums.Where(sum => sum.Arm == arm.Number).Aggregate(default(MetricSums), (total, sum) => total + sum[metric]);
        var mean = whole.Count > 0 ? whole.Sum / whole.Count : (double?)null;
        if (arm.Number == experiment.Baseline)
            return new ArmFigure(arm.Number, (long)whole.Count, mean, null, null, null);
        var interval = Analysis.Difference(experiment, metric, sums, arm.Number, arms.Count);
        return double.IsInfinity(interval.Low)
            ? new ArmFigure(arm.Number, (long)whole.Count, mean, null, null, null)
            : new ArmFigure(arm.Number, (long)whole.Count, mean, interval.Low, interval.High, Analysis.Words(metric, interval));
    })]);

    private static Task<List<ExperimentEntry>> EntriesAsync(StudioDb db, Guid? id, Guid? before, int limit, CancellationToken cancellationToken) => db.Database.SqlQuery<ExperimentEntry>($"""
        select e.id as "Id", case e.kind when 'ab' then 0 else 1 end as "Kind", e.name as "Name", p.slug as "PromptSlug", p.name as "PromptName",
               array_position(array['draft', 'running', 'paused', 'stopped'], e.state) - 1 as "State", array_position(array['user', 'conversation', 'organization'], e.unit) - 1 as "Unit",
               e.metric as "Metric",
               array(select v.version from experiment_arm a join prompt_version v on v.org_id = a.org_id and v.id = a.version_id
                     where a.org_id = e.org_id and a.experiment_id = e.id order by a.number) as "Arms",
               (select count(*) from experiment_exposure x where x.org_id = e.org_id and x.experiment_id = e.id) as "Units",
               (select count(*) from experiment_answer w where w.org_id = e.org_id and w.experiment_id = e.id) as "Answers",
               e.created_at as "CreatedAt", e.started_at as "StartedAt", e.ended_at as "EndedAt", e.ended_reason as "EndedReason"
        from experiment e join prompt p on p.org_id = e.org_id and p.id = e.prompt_id
        where e.org_id = {db.Scope.OrganizationId} and ({id}::uuid is null or e.id = {id}) and ({before}::uuid is null or e.id < {before})
        order by e.id desc
        limit {limit}
        """).ToListAsync(cancellationToken);

    private sealed record Met(int Arm, long Units, long Fallbacks, double[]? Lengths, double? P95Ms);
}
