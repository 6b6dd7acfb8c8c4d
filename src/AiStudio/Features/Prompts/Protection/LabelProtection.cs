using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Protection;

/// <summary>Asks within the transaction of a change whether its labels are protected: until that has ended, nobody protects them or stops protecting them.</summary>
internal static class LabelProtection
{
    /// <summary>Why this caller must not change where these labels stand or whom they answer; <see langword="null"/> when they may. Error: <c>label_protected</c> (forbidden).</summary>
    /// <param name="db">The transaction of the change, which holds the labels of its prompt already: in this order nobody waits in a circle.</param>
    /// <param name="caller">An admin or an owner.</param>
    /// <param name="labels">Which; <see langword="null"/> is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Error?> ProtectionObjectionAsync(this StudioDb db, Caller caller, IEnumerable<string?> labels, CancellationToken cancellationToken)
    {
        // An owner may anyway, whatever is protected meanwhile.
        if (caller.Role == Role.Owner)
            return null;
        var asked = labels.OfType<string>().Where(label => label != PromptLabel.Production).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var label in asked)
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock_shared(hashtextextended({Key(db, label)}, 0))", cancellationToken);
        return await db.Set<ProtectedLabel>().AsNoTracking().Where(row => asked.Contains(row.Label)).OrderBy(row => row.Label).FirstOrDefaultAsync(cancellationToken) is { } found
            ? Error.Forbidden("label_protected", $"{found.Label} is protected: only owners of your organization move it or choose whom it answers. Ask one of them.")
            : null;
    }

    /// <summary>Waits for the changes of this label that are under way, and holds up those that come.</summary>
    public static Task HoldProtectionAsync(this StudioDb db, string label, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({Key(db, label)}, 0))", cancellationToken);

    private static string Key(StudioDb db, string label) => $"protected_label:{db.Scope.OrganizationId}:{label}";
}
