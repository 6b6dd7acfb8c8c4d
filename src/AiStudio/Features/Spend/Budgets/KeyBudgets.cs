using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>
/// The budget that a key is made with. It only narrows what its maker may spend, so whoever makes a key may set one; to change it later is for those who look after money.
/// </summary>
internal static class KeyBudgets
{
    private const int LongestName = 100;

    /// <summary>Adds it inside the transaction that makes the key; what is wrong with it, or null. Error: <c>budget_cap</c> (invalid).</summary>
    public static Error? Add(StudioDb db, Caller caller, Guid keyId, string keyName, KeyBudget wanted)
    {
        var name = $"Key {keyName}";
        var draft = new BudgetDraft(name.Length > LongestName ? name[..LongestName] : name, BudgetScope.ApiKey, keyId.ToString(), wanted.Period, wanted.CapUsd);
        if (draft.Problem is { } problem)
            return problem;
        var budget = new Budget
        {
            OrganizationId = caller.OrganizationId, Name = draft.Name, Scope = draft.Scope, ScopeValue = draft.Whom, Period = draft.Period, CapNanoUsd = draft.CapNanoUsd,
        };
        db.Add(budget);
        db.LogActivity(caller, "budget.created", "budget", budget.Id, new { budget.Scope, budget.Period, budget.CapNanoUsd, budget.StopPercent });
        return null;
    }

    /// <summary>Whether a budget of its own limits what the key may spend.</summary>
    public static Task<bool> AnyAsync(StudioDb db, Guid keyId, CancellationToken cancellationToken)
    {
        var key = keyId.ToString();
        return db.Set<Budget>().AnyAsync(budget => budget.Scope == BudgetScope.ApiKey && budget.ScopeValue == key && budget.DisabledAt == null, cancellationToken);
    }

    /// <summary>The budgets in force of the organization's keys, by key; of several the one with the least left.</summary>
    public static async Task<IReadOnlyDictionary<Guid, KeyBudgetUse>> OfAsync(StudioDb db, IReadOnlyCollection<Guid> keyIds, CancellationToken cancellationToken)
    {
        var keys = keyIds.Select(id => id.ToString()).ToArray();
        var rows = await db.Database.SqlQuery<Row>($"""
            select b.scope_value::uuid as "KeyId", budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) as "CapNanoUsd",
                   coalesce(w.settled_nano_usd + w.held_nano_usd, 0) as "UsedNanoUsd", b.period as "Period"
            from budget b
            join organization o on o.id = b.org_id
            left join budget_window w on w.org_id = b.org_id and w.budget_id = b.id and w.starts_at = period_start(b.period, now(), coalesce(b.time_zone, o.time_zone))
            where b.org_id = {db.Scope.OrganizationId} and b.scope = 'api_key' and b.scope_value = any({keys}) and b.disabled_at is null
            """).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.KeyId)
            .ToDictionary(key => key.Key, key => key
                .OrderBy(row => row.CapNanoUsd - row.UsedNanoUsd)
                .Select(row => new KeyBudgetUse(row.KeyId, row.CapNanoUsd, row.UsedNanoUsd, SnakeCaseConverter<BudgetPeriod>.FromText(row.Period)))
                .First());
    }

    private sealed record Row(Guid KeyId, long CapNanoUsd, long UsedNanoUsd, string Period);
}
