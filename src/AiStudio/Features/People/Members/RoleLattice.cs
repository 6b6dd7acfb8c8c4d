using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.People.Members;

/// <summary>Admins manage people up to their own role; only owners make owners. The database refuses the rest once more.</summary>
internal static class RoleLattice
{
    public static Error? CheckManages(Membership? actor) =>
        actor is { DisabledAt: null, Role: >= Role.Admin }
            ? null
            : Error.Forbidden("not_admin", "Only admins and owners manage people.");

    public static Error? CheckReach(Membership actor, Role role) =>
        role <= actor.Role
            ? null
            : Error.Forbidden("above_own_role", "Nobody manages a role above their own: only an owner makes, changes or disables an owner.");
}
