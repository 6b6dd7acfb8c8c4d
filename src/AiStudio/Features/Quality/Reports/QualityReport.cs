namespace AiStudio.Features.Quality.Reports;

/// <summary>The figures of a range of days, in all and apart.</summary>
public sealed record QualityReport(
    QualityFilter Filter, string TimeZone, bool Hourly, QualityFigures Total, IReadOnlyList<QualityGroup> Steps, IReadOnlyList<QualityGroup> Models, IReadOnlyList<QualityGroup> Assistants,
    IReadOnlyList<ProviderFigures> Providers);
