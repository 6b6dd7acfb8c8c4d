using AiStudio.Platform.Data;
using AiStudio.Platform.Statistics;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Judging;

/// <summary>How far a judge agrees with people, by the labels that were given under its present content.</summary>
internal sealed record JudgeStanding(Agreement Agreement, int NotAsked)
{
    /// <summary>With fewer labels nothing is known of a judge.</summary>
    public const int LeastLabels = 20;

    /// <summary>“Substantial” in J. R. Landis, G. G. Koch, The measurement of observer agreement for categorical data, Biometrics 33 (1977) 159–174, begins here.</summary>
    public const double LeastKappa = 0.6;

    public bool MayGate => Obstacle is null;

    /// <summary>Why it may not gate, for people; null when it may.</summary>
    public string? Obstacle =>
        Agreement.Cases < LeastLabels ? $"Its judge has {Agreement.Cases} of the {LeastLabels} calibrated labels that it needs before it may gate."
        : Agreement.Kappa < LeastKappa ? FormattableString.Invariant($"Its judge agrees with people too little to gate: kappa is {Agreement.Kappa:0.00}, {LeastKappa:0.0} is needed.")
        : null;

    public static async Task<JudgeStanding> ReadAsync(StudioDb db, EvalJudge judge, CancellationToken cancellationToken) => (await ReadAsync(db, [judge.Id], cancellationToken))[judge.Id];

    /// <summary>Of several at once.</summary>
    public static async Task<IReadOnlyDictionary<Guid, JudgeStanding>> ReadAsync(StudioDb db, IReadOnlyCollection<Guid> judges, CancellationToken cancellationToken)
    {
        var labels = (await (
            from label in db.Set<JudgeLabel>()
            join judge in db.Set<EvalJudge>() on label.JudgeId equals judge.Id
            where judges.Contains(judge.Id) && label.JudgeHash == judge.ContentHash
            group label by new { label.JudgeId, label.Human, label.Judge } into same
            select new Said(same.Key.JudgeId, same.Key.Human, same.Key.Judge, same.Count())).ToListAsync(cancellationToken)).ToLookup(label => label.JudgeId);
        return judges.ToDictionary(judge => judge, judge => Of([.. labels[judge]]));
    }

    private static JudgeStanding Of(IReadOnlyList<Said> labels)
    {
        int Count(bool human, bool? judge) => labels.Where(label => label.Human == human && label.Judge == judge).Sum(label => label.Labels);
        return new(new Agreement(Count(true, true), Count(true, false), Count(false, true), Count(false, false)), Count(true, null) + Count(false, null));
    }

    private sealed record Said(Guid JudgeId, bool Human, bool? Judge, int Labels);
}
