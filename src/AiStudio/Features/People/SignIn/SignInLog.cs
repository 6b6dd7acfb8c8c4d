using System.Security.Claims;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Sessions;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.People.SignIn;

/// <summary>Who signed in and out, and whose account somebody tried to sign in to, in the activity log. An address that nobody has belongs to no organization: it is not written down.</summary>
internal sealed class SignInLog(StudioDatabase database, SessionService sessions)
{
    public Task SignedInAsync(Guid userId, Guid organizationId, CancellationToken cancellationToken) => WriteAsync(userId, organizationId, "member.signed_in", cancellationToken);

    /// <summary>In the organization that the session was working in, if in any.</summary>
    /// <param name="person">Whose session it was.</param>
    /// <param name="everywhere">Whether all others of the person ended with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SignedOutAsync(ClaimsPrincipal person, bool everywhere, CancellationToken cancellationToken) => person.ToCaller() is { } caller
        ? WriteAsync(caller.UserId, caller.OrganizationId, everywhere ? "member.signed_out_everywhere" : "member.signed_out", cancellationToken)
        : Task.CompletedTask;

    /// <summary>In each organization that the account may work in: it is the business of all of them.</summary>
    public async Task RefusedAsync(Guid userId, CancellationToken cancellationToken)
    {
        foreach (var place in await sessions.ListAsync(userId, cancellationToken))
            await WriteAsync(userId, place.OrganizationId, "member.sign_in_failed", cancellationToken);
    }

    private async Task WriteAsync(Guid userId, Guid organizationId, string action, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(organizationId, userId), cancellationToken);
        db.LogActivity(userId, action, "member", userId);
        await db.CommitAsync(cancellationToken);
    }
}
