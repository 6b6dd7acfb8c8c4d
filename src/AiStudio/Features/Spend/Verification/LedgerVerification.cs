using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Verification;

/// <summary>Proves, rule by rule, that everything that is said about an organization's money says the same.</summary>
internal static class LedgerVerification
{
    /// <summary>More of one rule are not named: they have one cause.</summary>
    public const int MostRows = 100;

    /// <summary>What breaks a rule; empty when the money is right.</summary>
    public static async Task<IReadOnlyList<LedgerMismatch>> FindAsync(StudioDb db, CancellationToken cancellationToken)
    {
        var found = new List<LedgerMismatch>();
        foreach (var (rule, sql) in LedgerRules.All)
        {
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
            var rows = await db.Database.SqlQueryRaw<Finding>(sql).Take(MostRows).ToListAsync(cancellationToken);
            found.AddRange(rows.Select(row => new LedgerMismatch(rule, row.Row, row.Difference)));
        }

        return found;
    }

    private sealed record Finding(string Row, string Difference);
}
