using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Members;

/// <summary>Admins manage people up to their own role; only owners make owners. The database refuses the rest once more.</summary>
internal static class RoleLattice
{
    /// <summary>The same by what the database says about the caller now.</summary>
    public static async Task<Error?> CheckManagesAsync(StudioDb db, Caller caller, CancellationToken cancellationToken) =>
        CheckManages(await db.Set<Membership>().AsNoTracking()
            .SingleOrDefaultAsync(row => row.OrganizationId == caller.OrganizationId && row.UserId == caller.UserId, cancellationToken));

    public static Error? CheckManages(Membership? actor) =>
        actor is { DisabledAt: null, Role: >= Role.Admin }
            ? null
            : Error.Forbidden("not_admin", "Only admins and owners manage people.");

    public static Error? CheckReach(Membership actor, Role role) =>
        role <= actor.Role
            ? null
            : Error.Forbidden("above_own_role", "Nobody manages a role above their own: only an owner makes, changes or disables an owner.");
}
