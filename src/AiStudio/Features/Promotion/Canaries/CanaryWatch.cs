using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Promotion.Canaries;

/// <summary>Looks at one canary: reads the guards, keeps what they show, and does what the ramp says. Within the caller's transaction, which holds the promotion's lock.</summary>
internal sealed class CanaryWatch(Canary canary, IOptions<CanaryOptions> options, TimeProvider time)
{
    /// <returns>What came of it; <see langword="null"/> when it had been stopped by hand.</returns>
    public async Task<CanaryMove?> LookAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken)
    {
        var experiment = await db.Set<Experiment>().AsNoTracking().SingleAsync(row => row.Id == promotion.ExperimentId, cancellationToken);
        var now = time.GetUtcNow();
        if (experiment.State == ExperimentState.Stopped)
        {
            promotion.Reason = experiment.EndedReason;
            promotion.Go(PromotionAction.Withdraw, now);
            db.Tell(promotion, null, $"Withdrawn: its canary was stopped. {experiment.EndedReason}", now);
            return null;
        }

        var sums = await ArmMetrics.ReadAsync(db, experiment.Id, experiment.Baseline, cancellationToken);
        var readings = Guards.Read(sums);
        var move = Ramp.Decide(options.Value, promotion.Step, await AnswersAsync(db, promotion, sums, cancellationToken), now - promotion.StepStartedAt!.Value, promotion.Held, readings);
        if (move != CanaryMove.Stay || await HasNewsAsync(db, promotion, readings, cancellationToken))
            db.AddRange(readings.Select(reading => CanaryLook.Of(promotion, reading, now)));
        switch (move)
        {
            case CanaryMove.Advance:
                await canary.AdvanceAsync(db, promotion, cancellationToken);
                break;
            case CanaryMove.Finish:
                await canary.FinishAsync(db, promotion, promotion.IncumbentId, "All guards held to the last step: it went into production.", cancellationToken);
                break;
            case CanaryMove.RollBack:
                await canary.RollBackAsync(db, promotion, null, $"{string.Join(". ", readings.Where(reading => reading.IsBreached).Select(reading => reading.Words))}.", cancellationToken);
                break;
        }

        return move;
    }

    /// <summary>The candidate's answers in the step at hand.</summary>
    public static async Task<long> AnswersAsync(StudioDb db, VersionPromotion promotion, IReadOnlyList<ArmSums> sums, CancellationToken cancellationToken)
    {
        var weight = await db.Set<ExperimentArm>().Where(arm => arm.ExperimentId == promotion.ExperimentId && arm.Number == Guards.Candidate).Select(arm => arm.Weight).SingleAsync(cancellationToken);
        return sums.Where(arm => arm.Arm == Guards.Candidate && arm.Stratum == weight).Sum(arm => arm.Answers);
    }

    // What shows the same as before is not kept again.
    private static async Task<bool> HasNewsAsync(StudioDb db, VersionPromotion promotion, IReadOnlyList<GuardReading> readings, CancellationToken cancellationToken)
    {
        var last = await db.Set<CanaryLook>().AsNoTracking().Where(look => look.PromotionId == promotion.Id).OrderByDescending(look => look.At).Take(readings.Count).ToListAsync(cancellationToken);
        return readings.Any(reading => last.FirstOrDefault(look => look.Guard == reading.Guard.Metric.Key) is not { } before
            ? reading.Candidate.Count + reading.Incumbent.Count > 0
            : before.CandidateCount != reading.Candidate.Count || before.IncumbentCount != reading.Incumbent.Count || before.Candidate != reading.Candidate.Mean);
    }
}
