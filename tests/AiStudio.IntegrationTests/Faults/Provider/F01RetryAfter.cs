using System.Globalization;
using AiStudio.Gateway.Routing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>429 and 503 that say when to come back, sensibly or not.</summary>
internal sealed class F01RetryAfter : FaultCase
{
    private static readonly TimeSpan s_ceiling = TimeSpan.FromSeconds(20);

    public override string Fault => "429 and 503 with Retry-After: seconds, fraction, date, past, 10⁹, negative, garbage";

    public override async Task RunAsync(FaultRun run)
    {
        run.Time = new FastTime(20);
        var tries = run.Random.Next(2, 5);
        var node = await run.StartNodeAsync(options => (options.AttemptsPerCandidate, options.RetryCeiling) = (tries, s_ceiling));
        // The first call of a process takes longer than some of these deadlines.
        run.Route("warm-up", run.Candidate("warm-up"));
        run.Answers("warm-up", 1);
        await run.AskAsync(node, new Ask("warm-up", Stream: true));
        for (var round = 0; round < 4; round++)
        {
            await AskAsync(run, node, $"one{round}", tries);
        }
    }

    private static async Task AskAsync(FaultRun run, FaultNode node, string model, int tries)
    {
        var (text, asked) = Header(run);
        var refusals = run.Random.Next(1, 4);
        var deadline = run.Pick<TimeSpan?>(null, null, TimeSpan.FromSeconds(5));
        RouteCandidate[] candidates = [run.Candidate(model), .. run.Coin ? [run.Candidate($"{model}-else")] : Array.Empty<RouteCandidate>()];
        run.Route(model, candidates);
        run.Provider.Scripts.Add(Script.Refuse(run.Pick(429, 503), text) with { Model = model, Times = refusals });
        run.Answers(model, 5);
        run.Answers($"{model}-else", 5);

        var heard = await run.AskAsync(node, new Ask(model, run.Coin) { Deadline = deadline });

        var first = heard.Tries.Where(attempt => attempt.ModelId == model).ToList();
        var what = $"{heard} after {refusals} × “{text}”";
        run.Expect(first.Count <= tries, $"{what}: asked {first.Count} times, allowed are {tries}");
        for (var i = 1; i < first.Count && asked is not null; i++)
        {
            var pause = first[i].StartedAt - (first[i - 1].StartedAt + first[i - 1].Duration);
            run.Expect(pause >= asked - TimeSpan.FromMilliseconds(100), $"{what}: came back after {pause}, asked for was {asked}");
        }

        var worthWaiting = asked is null || (asked <= s_ceiling && asked < (deadline ?? TimeSpan.FromMinutes(2)) / candidates.Length);
        run.Expect(worthWaiting || first.Count == 1, $"{what}: came back although the wait was too long");
        run.Expect(worthWaiting || heard.Took < asked, $"{what}: slept {heard.Took} for nothing");
        if (deadline is null)
        {
            var answered = candidates.Length > 1 || (worthWaiting && refusals < tries);
            run.Expect(heard.EndedWell == answered, $"{what}: should have {(answered ? "an answer" : "failed")}");
        }
    }

    // What a provider may write there, and how long a wait it asks for, when it asks for one that can be understood.
    private static (string Text, TimeSpan? Asked) Header(FaultRun run) => run.Random.Next(8) switch
    {
        0 => Seconds(run.Random.Next(1, 3)),
        1 => Seconds(run.Random.Next(10, 16)),
        2 => ("0.5", TimeSpan.FromSeconds(0.5)),
        3 => Seconds(1_000_000_000),
        4 => ("-5", null),
        // By the provider's clock, which runs as ours does; how much of the wait is left when it is read, nobody here knows.
        5 => (TimeProvider.System.GetUtcNow().AddSeconds(run.Random.Next(2, 9)).ToString("r", CultureInfo.InvariantCulture), null),
        6 => (TimeProvider.System.GetUtcNow().AddDays(-1).ToString("r", CultureInfo.InvariantCulture), null),
        _ => (run.Pick("soon", "", "1e400", "٣", "0x10"), null),
    };

    private static (string Text, TimeSpan? Asked) Seconds(int seconds) =>
        (seconds.ToString(CultureInfo.InvariantCulture), seconds > 3600 ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(seconds));
}
