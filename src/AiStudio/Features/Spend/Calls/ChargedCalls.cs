using System.Runtime.CompilerServices;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Calls;

/// <summary>
/// The calls behind a figure: entries of the ledger by the day they were charged on, so that they add up to it. Who asks how calls ended gets their records instead, by the time
/// they began, with those that cost nothing; so does who asks for answers that were given again or by another model.
/// </summary>
internal sealed class ChargedCalls(StudioDatabase database)
{
    /// <summary>How many stand on a page.</summary>
    public const int PageSize = 50;

    private const int MostBudgets = 200;

    /// <summary>The latest first. Errors: <c>not_finance</c> (forbidden), <c>range_invalid</c>, <c>day_invalid</c>, <c>id_invalid</c>, <c>instant_invalid</c>, <c>saving_invalid</c>, <c>cursor_invalid</c>.</summary>
    public async Task<Result<ChargedPage>> PageAsync(Caller caller, CallFilter filter, string? before, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var period = await PeriodAsync(db, filter, cancellationToken);
        if (!period.Succeeded)
            return period.Error;
        var place = CallQuery.Place.Parse(before);
        if (before is not null && place is null)
            return Error.Invalid("cursor_invalid", "This page of the list does not exist. Begin with the first one.");
        var words = await SpendRights.ReadsWordsAsync(db, cancellationToken);
        var reader = new ChargedReader(db, period.Value, filter, words);
        var total = await reader.TotalAsync(cancellationToken);
        var rows = await reader.RowsAsync(place, PageSize + 1, cancellationToken);
        var next = rows.Count > PageSize ? PlaceOf(rows[PageSize - 1]).ToString() : null;
        var budgets = await db.Database.SqlQuery<NamedBudget>($"""select id as "Id", name as "Name" from budget where org_id = {db.Scope.OrganizationId} order by lower(name), id limit {MostBudgets}""").ToListAsync(cancellationToken);
        return new ChargedPage(period.Value, total?.CostNanoUsd, total?.Calls, total?.InputTokens, total?.OutputTokens, [.. rows.Take(PageSize)], next, words) { Budgets = budgets, Saved = await reader.SavedAsync(cancellationToken) };
    }

    /// <summary>All of them in one go, read in pieces, so that a slow reader holds nothing. Errors as those of <see cref="PageAsync"/>, before the first row.</summary>
    public async Task<Result<ChargedExport>> AllAsync(Caller caller, CallFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var period = await PeriodAsync(db, filter, cancellationToken);
        return period.Succeeded
            ? new ChargedExport(period.Value, PiecesAsync(caller, filter, period.Value, await SpendRights.ReadsWordsAsync(db, cancellationToken), cancellationToken))
            : period.Error;
    }

    private async IAsyncEnumerable<ChargedCall> PiecesAsync(
        Caller caller, CallFilter filter, SpendPeriod period, bool words, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int pieceSize = 5_000;
        CallQuery.Place? place = null;
        while (true)
        {
            List<ChargedCall> rows;
            await using (var db = await database.BeginAsync(caller.Scope, cancellationToken))
                rows = await new ChargedReader(db, period, filter, words).RowsAsync(place, pieceSize, cancellationToken);
            foreach (var row in rows)
                yield return row;
            if (rows.Count < pieceSize)
                yield break;
            place = PlaceOf(rows[^1]);
        }
    }

    // The days that two instants lie on are those of the list.
    private static async Task<Result<SpendPeriod>> PeriodAsync(StudioDb db, CallFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Problem is { } problem)
            return problem;
        if (filter is not { Since: { } since, Until: { } until })
            return await SpendPeriod.OfListAsync(db, filter.Spend, cancellationToken);
        var days = await db.Database.SqlQuery<Days>($"""
            select ({since} at time zone time_zone)::date as "From", ({until} at time zone time_zone - interval '1 microsecond')::date as "To" from organization where id = {db.Scope.OrganizationId}
            """).SingleAsync(cancellationToken);
        return await SpendPeriod.OfListAsync(db, filter.Spend.Between(days.From, days.To), cancellationToken);
    }

    private static CallQuery.Place PlaceOf(ChargedCall call) => new(call.At, call.Id);

    private sealed record Days(DateOnly From, DateOnly To);
}
