using AiStudio.Platform.Results;

namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>Which entries are wanted; what is null matters not.</summary>
/// <param name="From">From this day of the organization on.</param>
/// <param name="To">Up to and including this day.</param>
/// <param name="UserId">What this person did.</param>
/// <param name="Action">As <c>noun.verb_past</c>.</param>
/// <param name="Subject">The kind of thing it happened to.</param>
/// <param name="SubjectId">The thing it happened to.</param>
internal sealed record ActivityFilter(DateOnly? From, DateOnly? To, Guid? UserId, string? Action, string? Subject, Guid? SubjectId)
{
    /// <summary>Something in it that is not what it should be.</summary>
    public Error? Problem => $"{Action}{Subject}".Contains('\0', StringComparison.Ordinal) ? Error.Invalid("text_invalid", "A part of the address holds a character that is no text.") : null;
}
