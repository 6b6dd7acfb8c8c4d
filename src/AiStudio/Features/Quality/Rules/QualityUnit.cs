namespace AiStudio.Features.Quality.Rules;

/// <summary>What a watched figure is.</summary>
public enum QualityUnit
{
    /// <summary>A share, 0 to 1.</summary>
    Percent,

    Milliseconds,

    Count,
}
