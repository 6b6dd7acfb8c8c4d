using System.Text.Json;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.ActivityLog;

/// <summary>Writes into the activity log within the transaction of what is logged: both happen or neither.</summary>
internal static class ActivityLogging
{
    public static void LogActivity(this StudioDb db, Caller caller, string action, string subject, Guid? subjectId, object? detail = null, Change? change = null) =>
        db.LogActivity(caller.UserId, action, subject, subjectId, detail, change);

    /// <param name="db">Saved by its owner.</param>
    /// <param name="actorId">Null when the system did it.</param>
    /// <param name="action">As <c>noun.verb_past</c>.</param>
    /// <param name="subject">The kind of thing.</param>
    /// <param name="subjectId">Which one.</param>
    /// <param name="detail">Serialised to a JSON object.</param>
    /// <param name="change">Left out, it is what the context has changed of the thing by now: log after changing.</param>
    public static void LogActivity(this StudioDb db, Guid? actorId, string action, string subject, Guid? subjectId, object? detail = null, Change? change = null)
    {
        change ??= Change.Tracked(db, subjectId);
        db.Add(new ActivityEntry
        {
            OrganizationId = db.Scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            ActorId = actorId,
            Action = action,
            Subject = subject,
            SubjectId = subjectId,
            Detail = Json(detail) ?? "{}",
            Before = Json(change?.Before),
            After = Json(change?.After),
            Address = actorId is null ? null : Origin.Current?.Address,
            UserAgent = actorId is null ? null : Origin.Current?.UserAgent,
        });
    }

    private static string? Json(object? value) => value is null ? null : JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
