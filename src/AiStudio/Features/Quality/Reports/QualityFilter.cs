namespace AiStudio.Features.Quality.Reports;

/// <summary>Of which calls the figures are; what is null matters not.</summary>
/// <param name="From">The first day, of the organization.</param>
/// <param name="To">The last day, itself included.</param>
/// <param name="Feature">What they were made for.</param>
/// <param name="AssistantId">Who answered.</param>
/// <param name="Model">The pinned id that answered.</param>
/// <param name="Provider">The connection that answered.</param>
public sealed record QualityFilter(DateOnly From, DateOnly To, string? Feature = null, Guid? AssistantId = null, string? Model = null, string? Provider = null)
{
    /// <summary>A quarter, as long as days are folded.</summary>
    public const int MostDays = 90;
}
