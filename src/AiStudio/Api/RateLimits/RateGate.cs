namespace AiStudio.Api.RateLimits;

/// <summary>Asks the limits that hold for somebody, all together: a refusal of one takes nothing of the others.</summary>
internal sealed class RateGate(RateRules rules, IRateWindows windows)
{
    /// <summary>Where they stand, up to the first that refuses, which is the last of them then.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="resource">What for.</param>
    /// <param name="requests">How many requests; with 0 they are not counted.</param>
    /// <param name="tokens">How many tokens, by a guess; with 0 they are not counted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async ValueTask<IReadOnlyList<RateReading>> TakeAsync(RequestCaller caller, string resource, long requests, long tokens, CancellationToken cancellationToken)
    {
        var readings = new List<RateReading>(6);
        foreach (var ask in await rules.AsksAsync(caller, resource, requests, tokens, cancellationToken))
        {
            var reading = await windows.TakeAsync(ask, cancellationToken);
            if (!reading.Granted)
            {
                foreach (var taken in readings)
                    await windows.CorrectAsync(taken.Ask, -taken.Ask.Amount, CancellationToken.None);
                return [.. readings, reading];
            }

            readings.Add(reading);
        }

        return readings;
    }

    /// <summary>What stands for the tokens that were taken, until it is known how many there are.</summary>
    public TokenCharge ChargeOf(IReadOnlyList<RateReading> readings) => new(windows, [.. readings.Select(reading => reading.Ask).Where(ask => ask.Unit == RateUnit.Tokens)]);
}
