using System.ComponentModel.DataAnnotations;

namespace AiStudio.Features.Promotion.Canaries;

/// <summary>How promoted versions are let into traffic. Section <c>Canary</c>.</summary>
internal sealed class CanaryOptions
{
    public const string Section = "Canary";

    private static readonly int[] s_usual = [1, 5, 25];

    /// <summary>The shares of traffic in percent, growing, each 1 to 99; after the last comes production. Default 1, 5, 25.</summary>
    public int[] Steps { get; set; } = [];

    /// <summary>
    /// How many answers of the candidate the last step waits for; the others as many fewer as their share is smaller (but 30), so that each step takes equally long.
    /// Default 2,000.
    /// </summary>
    [Range(30, 10_000_000)]
    public int MinAnswers { get; set; } = 2_000;

    /// <summary>How long each step takes at least, in minutes. Default 60.</summary>
    [Range(0, 100_000)]
    public double MinMinutes { get; set; } = 60;

    /// <summary>How often guards are looked at: 100 ms to an hour. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The shares in force.</summary>
    public IReadOnlyList<int> Percents => Steps.Length == 0 ? s_usual : Steps;

    /// <summary>How many answers of the candidate a step waits for.</summary>
    public int AnswersOf(int step) => Math.Max(30, (int)Math.Ceiling((double)MinAnswers * Percents[step] / Percents[^1]));
}
