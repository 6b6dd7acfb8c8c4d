namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>Who did what, when, from where, and what changed.</summary>
/// <param name="Id">The entry.</param>
/// <param name="At">When.</param>
/// <param name="ActorId">Who; null is AiStudio itself.</param>
/// <param name="Actor">Their name, as long as there is an account.</param>
/// <param name="Action">As <c>noun.verb_past</c>.</param>
/// <param name="Subject">The kind of thing it happened to.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="Detail">A JSON object.</param>
/// <param name="Before">A JSON object, or null.</param>
/// <param name="After">A JSON object, or null.</param>
/// <param name="Address">The address it came from.</param>
/// <param name="UserAgent">The program it came from.</param>
public sealed record ActivityRow(
    Guid Id, DateTimeOffset At, Guid? ActorId, string? Actor, string Action, string Subject, Guid? SubjectId, string Detail, string? Before, string? After, string? Address, string? UserAgent);
