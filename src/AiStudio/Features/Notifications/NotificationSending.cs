using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Notifications;

/// <summary>Tells people of something within the transaction in which it happens: both or neither.</summary>
internal static class NotificationSending
{
    /// <summary>Everybody who looks after the organization's money.</summary>
    public static readonly string[] WhoMindsMoney = ["owner", "admin", "finance"];

    /// <param name="db">Its organization.</param>
    /// <param name="roles">Members with one of these roles are told.</param>
    /// <param name="title">What happened; never a text that a model or another person wrote.</param>
    /// <param name="text">What it means and what to do.</param>
    /// <param name="link">The page to look at, as a path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task TellMembersAsync(this StudioDb db, string[] roles, string title, string text, string link, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select tell_members({roles}, {title}, {text}, {link})", cancellationToken);

    /// <summary>Tells one member; who is none any more is not told.</summary>
    /// <param name="db">Its organization.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="title">What happened; never a text that a model or another person wrote.</param>
    /// <param name="text">What it means and what to do.</param>
    /// <param name="link">The page to look at, as a path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task TellPersonAsync(this StudioDb db, Guid userId, string title, string text, string link, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select tell_person({userId}, {title}, {text}, {link})", cancellationToken);
}
