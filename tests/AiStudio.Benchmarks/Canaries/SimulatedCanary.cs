using AiStudio.Features.Promotion.Canaries;
using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Benchmarks.Canaries;

/// <summary>A canary from its first step to its end, on the code that decides in the product; only the answers are made up.</summary>
internal sealed class SimulatedCanary(CanaryOptions options, Traffic incumbent, Traffic candidate, Random random)
{
    // Answers between two looks: at 100 an hour half a minute has fewer, and a look more can only find more.
    private const int BetweenLooks = 50;

    /// <summary>Everybody's answers fail in half of all cases while this part of the last step runs.</summary>
    public bool Outage { get; init; }

    /// <summary>The guard that rolled it back; null: it went into production.</summary>
    public string? BreachedBy { get; private set; }

    /// <summary>The candidate's answers until it ended.</summary>
    public long CandidateAnswers { get; private set; }

    public void Run()
    {
        var arms = new List<ArmSums>();
        for (var step = 0; ;)
        {
            var percent = options.Percents[step];
            var (mine, theirs) = (new MetricSums[Metrics.All.Count], new MetricSums[Metrics.All.Count]);
            long answers = 0;
            for (var move = CanaryMove.Stay; move == CanaryMove.Stay;)
            {
                var trouble = Outage && step == options.Percents.Count - 1 && answers < options.AnswersOf(step) / 4 ? 0.5 : 0;
                for (var asked = 0; asked < BetweenLooks; asked++)
                {
                    if (random.Next(100) < percent)
                    {
                        candidate.Answer(random, mine, trouble);
                        answers += candidate.AnswersOfAUnit;
                    }
                    else
                    {
                        incumbent.Answer(random, theirs, trouble);
                    }
                }

                var readings = Guards.Read([.. arms, new(Guards.Candidate, percent, answers, mine), new(Guards.Incumbent, percent, 0, theirs)]);
                move = Ramp.Decide(options, step, answers, TimeSpan.FromMinutes(options.MinMinutes), held: false, readings);
                if (move is CanaryMove.RollBack or CanaryMove.Finish)
                {
                    BreachedBy = readings.FirstOrDefault(reading => reading.IsBreached)?.Guard.Metric.Key;
                    CandidateAnswers += answers;
                    return;
                }
            }

            CandidateAnswers += answers;
            arms.Add(new(Guards.Candidate, percent, answers, mine));
            arms.Add(new(Guards.Incumbent, percent, 0, theirs));
            step++;
        }
    }
}
