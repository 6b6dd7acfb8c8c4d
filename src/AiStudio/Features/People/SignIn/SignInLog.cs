using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Sessions;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.People.SignIn;

/// <summary>Who signed in, and whose account somebody tried to sign in to, in the activity log. An address that nobody has belongs to no organization: it is not written down.</summary>
internal sealed class SignInLog(StudioDatabase database, SessionService sessions)
{
    public Task SignedInAsync(Guid userId, Guid organizationId, CancellationToken cancellationToken) => WriteAsync(userId, organizationId, "member.signed_in", cancellationToken);

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
