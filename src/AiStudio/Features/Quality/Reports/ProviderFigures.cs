namespace AiStudio.Features.Quality.Reports;

/// <summary>How a provider's tries went.</summary>
/// <param name="Provider">The connection.</param>
/// <param name="Tries">How often it was asked.</param>
/// <param name="Openings">How often its breakers opened: calls were turned away after a minute in which none was.</param>
/// <param name="TurnedAway">How many calls its breakers turned away.</param>
/// <param name="Errors">By their codes, the most frequent first.</param>
public sealed record ProviderFigures(string Provider, long Tries, long Openings, long TurnedAway, IReadOnlyList<(string Code, long Count)> Errors)
{
    public long Failed => Errors.Sum(error => error.Count);

    public double? FailedShare => Tries == 0 ? null : (double)Failed / Tries;
}
