using AiStudio.Features.ActivityLog;
using AiStudio.Features.Notifications;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.People.Privacy;

/// <summary>
/// Hands out a person's data because they asked for it: also of those who were disabled or left, and cannot fetch it themselves. Who may erase somebody may export them.
/// With their private chats it is what opening a chat is: for a reason, in the activity log, and the person is told.
/// </summary>
internal sealed class ExportDesk(StudioDatabase database, ErasureDesk erasure)
{
    public const string Exported = "member.exported";

    /// <summary>Whom it is about. Errors: those of <see cref="ErasureDesk.FindAsync(Caller, Guid, CancellationToken)"/>, <c>erased</c> (conflict).</summary>
    public async Task<Result<Erasable>> FindAsync(Caller caller, Guid userId, CancellationToken cancellationToken)
    {
        if (userId == caller.UserId)
            return Error.Conflict("yourself", "Your own data is on your account page.");
        var found = await erasure.FindAsync(caller, userId, cancellationToken);
        return found is { Succeeded: true, Value.ErasedAt: not null } ? Error.Conflict("erased", "This person was erased: nothing of theirs is left to export.") : found;
    }

    /// <summary>In whose name to read it. Errors: those of <see cref="FindAsync"/>, <c>reason_missing</c> (invalid).</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="reason">Why, for the activity log: 5 to 500 characters.</param>
    /// <param name="privateToo">With their private chats and what else only they read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<TenantScope>> BeginAsync(Caller caller, Guid userId, string reason, bool privateToo, CancellationToken cancellationToken)
    {
        if (reason.Trim().Length is < ErasureDesk.ShortestReason or > ErasureDesk.LongestReason)
            return Error.Invalid("reason_missing", $"Say in {ErasureDesk.ShortestReason} to {ErasureDesk.LongestReason} characters why.");
        var person = await FindAsync(caller, userId, cancellationToken);
        if (!person.Succeeded)
            return person.Error;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        db.LogActivity(caller, Exported, "member", userId, new { reason = reason.Trim(), privateChats = privateToo });
        if (privateToo)
        {
            await db.TellPersonAsync(userId, "An admin exported your data",
                "The file holds your private chats. Who it was, and why, stands in the activity log: ask your admins if you did not expect this.", "/notifications", cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
        return new TenantScope(caller.OrganizationId, userId);
    }
}
