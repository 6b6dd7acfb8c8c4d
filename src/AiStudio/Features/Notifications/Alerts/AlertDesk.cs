using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>
/// Where alerts are raised and ended, within the caller's transaction: who may see one is told in the app at once, and over each of the
/// organization's channels soon after (<see cref="DeliverAlerts"/>).
/// </summary>
internal static class AlertDesk
{
    /// <summary>Once a breach: nothing happens while one is open for the same rule and subject.</summary>
    public static Task RaiseAsync(StudioDb db, NewAlert alert, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"select raise_alert({alert.Rule}, {alert.Subject}, {alert.Title}, {alert.Body}, {alert.Link}, {alert.Roles}, {(int)alert.TellAgainAfter.TotalMinutes})", cancellationToken);

    /// <summary>It is over; nothing happens when none is open. Who would have been told again is told of its end.</summary>
    public static Task EndAsync(StudioDb db, string rule, string subject, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select end_alert({rule}, {subject})", cancellationToken);

    /// <summary>Ends those of a rule whose subject is none of these.</summary>
    public static Task EndOthersAsync(StudioDb db, string rule, string[] subjects, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"select end_alert(rule, subject) from alert where org_id = {db.Scope.OrganizationId} and rule = {rule} and ended_at is null and subject <> all ({subjects})", cancellationToken);
}
