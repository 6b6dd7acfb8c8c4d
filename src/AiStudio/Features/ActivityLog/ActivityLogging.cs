using System.Text.Json;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.ActivityLog;

/// <summary>Writes into the activity log within the transaction of what is logged: both happen or neither.</summary>
internal static class ActivityLogging
{
    public static void LogActivity(this StudioDb db, Caller caller, string action, string subject, Guid? subjectId, object? detail = null) =>
        db.LogActivity(caller.UserId, action, subject, subjectId, detail);

    /// <param name="db">Saved by its owner.</param>
    /// <param name="actorId">Null when the system did it.</param>
    /// <param name="action">As <c>noun.verb_past</c>.</param>
    /// <param name="subject">The kind of thing.</param>
    /// <param name="subjectId">Which one.</param>
    /// <param name="detail">Serialised to a JSON object.</param>
    public static void LogActivity(this StudioDb db, Guid? actorId, string action, string subject, Guid? subjectId, object? detail = null) =>
        db.Add(new ActivityEntry
        {
            OrganizationId = db.Scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            ActorId = actorId,
            Action = action,
            Subject = subject,
            SubjectId = subjectId,
            Detail = detail is null ? "{}" : JsonSerializer.Serialize(detail, JsonSerializerOptions.Web),
        });
}
