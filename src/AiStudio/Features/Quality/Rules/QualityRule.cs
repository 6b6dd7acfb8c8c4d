using System.Globalization;
using AiStudio.Features.Quality.Reports;
using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Features.Quality.Rules;

/// <summary>A figure that is watched.</summary>
/// <param name="Key">Its name in rows, and what alerts call their rule, after <c>quality.</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Unit">How its figure is written.</param>
/// <param name="Usual">The threshold where an organization has set none; null: nobody is told.</param>
/// <param name="Hours">Over how many hours, the running one included.</param>
/// <param name="Least">How much it must rest on before it says anything.</param>
public sealed record QualityRule(string Key, string Name, QualityUnit Unit, double? Usual, int Hours, int Least)
{
    /// <summary>Whether a figure below the threshold is bad, not one above it.</summary>
    public bool IsFloor { get; init; }

    /// <summary>On how much it rests, and what it is.</summary>
    internal Func<QualityFigures, (long Count, double? Value)>? Of { get; init; }

    /// <summary>The same of a provider: then each is watched by itself.</summary>
    internal Func<ProviderFigures, (long Count, double? Value)>? OfProvider { get; init; }

    /// <summary>The filter of the calls behind it, as the list of traces has it in its address.</summary>
    public string Rows { get; init; } = "";

    /// <summary>The filter that takes a time's threshold, in seconds; null for what is no time.</summary>
    public string? Beyond { get; init; }

    /// <summary>The calls behind it.</summary>
    /// <param name="provider">Whose tries; null: it is of calls.</param>
    /// <param name="threshold">In the rule's unit.</param>
    /// <param name="from">Of the hours that were looked at.</param>
    /// <param name="to">Their end.</param>
    public string Link(string? provider, double threshold, DateTimeOffset from, DateTimeOffset to)
    {
        var query = new Dictionary<string, string?> { ["since"] = Minute(from), ["until"] = Minute(to.AddMinutes(1)), ["failedAt"] = provider };
        if (Beyond is not null)
            query[Beyond] = (threshold / 1_000).ToString("0.###", CultureInfo.InvariantCulture);
        return QueryHelpers.AddQueryString($"/traces?{Rows}", query.Where(pair => pair.Value is not null));
    }

    public bool IsBreached(double value, double threshold) => IsFloor ? value < threshold : value > threshold;

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public string Write(double value) => Unit switch
    {
        QualityUnit.Percent => value.ToString("0.# %", CultureInfo.InvariantCulture),
        QualityUnit.Milliseconds => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.0#} s"),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };
}
