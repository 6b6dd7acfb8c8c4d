using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.SignIn;

/// <summary>
/// Checks an e-mail address and a password. Unknown, locked and disabled accounts get the answer of a wrong password, after the same work.
/// Five wrong tries lock an account for five minutes, never longer, and a reset by mail unlocks it at once: nobody can shut an owner out for good.
/// </summary>
internal sealed class SignInService(
    UserManager<AppUser> users, IdentityDb identity, IPasswordHasher<AppUser> hasher, SignInLimits limits, IOptions<SignInOptions> options, DummyPassword dummy, SignInLog log, TimeProvider time)
{
    private const int TriesBeforeLock = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    private static readonly Error DoesNotMatch = Error.Invalid("no_match",
        "That e-mail and password do not match. Check both, or reset your password. After five wrong tries an account rests for five minutes.");

    /// <summary>The account, or why not. <c>unconfirmed</c> is said only to somebody who knows the password.</summary>
    public async Task<Result<AppUser>> CheckAsync(string? email, string? password, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var user = string.IsNullOrWhiteSpace(email) ? null : await users.FindByEmailAsync(email.Trim());
        var mayTry = await CountTryAsync(user?.Id ?? Guid.Empty, cancellationToken);
        using var turn = await limits.HashAsync(cancellationToken);
        if (!turn.IsAcquired)
        {
            return SignInLimits.TooOften;
        }

        var verdict = hasher.VerifyHashedPassword(user ?? dummy.Account, user?.PasswordHash ?? dummy.Hash, password ?? "");
        if (user is not { PasswordHash: not null, DisabledAt: null } || !mayTry || verdict == PasswordVerificationResult.Failed)
        {
            turn.Dispose();
            // Tries that are not looked at are not written down either: nobody fills the log with them.
            if (user is not null && mayTry)
                await log.RefusedAsync(user.Id, cancellationToken);
            var rest = TimeSpan.FromMilliseconds(options.Value.RefusalMilliseconds) - time.GetElapsedTime(started);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time, cancellationToken);
            return DoesNotMatch;
        }

        await ClearTriesAsync(user, cancellationToken);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = hasher.HashPassword(user, password!);
            await users.UpdateAsync(user);
        }

        return user.EmailConfirmed
            ? user
            : Error.Forbidden("unconfirmed", "This e-mail address is not confirmed yet. We have sent you the link once more.");
    }

    // Counted before the password is looked at and in one statement: a hundred tries at the same moment are a hundred tries.
    private async Task<bool> CountTryAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lockEnd = now + LockedFor;
        return await identity.Users
            .Where(user => user.Id == userId && (user.LockoutEnd == null || user.LockoutEnd <= now))
            .ExecuteUpdateAsync(set => set
                .SetProperty(user => user.LockoutEnd, user => user.AccessFailedCount + 1 >= TriesBeforeLock ? lockEnd : null)
                .SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount + 1 >= TriesBeforeLock ? 0 : user.AccessFailedCount + 1), cancellationToken) == 1;
    }

    private async Task ClearTriesAsync(AppUser user, CancellationToken cancellationToken)
    {
        await identity.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.LockoutEnd, (DateTimeOffset?)null)
            .SetProperty(row => row.AccessFailedCount, 0), cancellationToken);
        // What was read before must not be written back with the next update.
        user.LockoutEnd = null;
        user.AccessFailedCount = 0;
    }
}
