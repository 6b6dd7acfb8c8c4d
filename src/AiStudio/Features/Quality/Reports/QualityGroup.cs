namespace AiStudio.Features.Quality.Reports;

/// <summary>The figures of a model, an assistant, or a step of time.</summary>
/// <param name="Key">A model's or an assistant's id, or the local beginning of the step as <c>yyyy-MM-dd HH:mm</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Figures">How its calls went.</param>
public sealed record QualityGroup(string Key, string Name, QualityFigures Figures);
