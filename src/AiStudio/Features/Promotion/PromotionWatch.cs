using AiStudio.Features.Promotion.Canaries;
using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AiStudio.Features.Promotion;

/// <summary>
/// Moves promotions that wait for nobody: the gate decides when its runs are over, canaries begin, and each is looked at once in an interval. Every node does it;
/// each look is one transaction that holds the promotion, so that what two nodes see at once happens once, and what a crash cuts off has not happened.
/// </summary>
internal sealed partial class PromotionWatch(
    StudioDatabase database, Gate gate, Canary canary, CanaryWatch canaries, IOptions<CanaryOptions> options, TimeProvider time, ILogger<PromotionWatch> logger)
    : PeriodicWork(options.Value.Interval, time, logger)
{
    private const int Batch = 100;

    /// <summary>One look at everything that is under way.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        for (var after = Guid.Empty; ;)
        {
            var due = await DueAsync(after, cancellationToken);
            foreach (var (organization, promotion) in due)
            {
                try
                {
                    await LookAsync(new TenantScope(organization), promotion, cancellationToken);
                }
                catch (Exception ex) when (ex is not OperationCanceledException)
                {
                    // One that cannot be looked at does not keep the others waiting.
                    LogStuck(ex, promotion);
                }
            }

            if (due.Count < Batch)
                return;
            after = due[^1].Promotion;
        }
    }

    /// <summary>One look at one. Whoever finds it held by another lets it be.</summary>
    public async Task LookAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var promotion = await db.Set<VersionPromotion>()
            .FromSql($"select * from promotion where org_id = {scope.OrganizationId} and id = {id} for update skip locked").SingleOrDefaultAsync(cancellationToken);
        switch (promotion?.State)
        {
            case PromotionState.Evaluating:
                await gate.DecideAsync(db, promotion, cancellationToken);
                break;
            case PromotionState.Approved:
                await BeginAsync(db, promotion, cancellationToken);
                break;
            case PromotionState.Canary:
                await canaries.LookAsync(db, promotion, cancellationToken);
                break;
            default:
                return;
        }

        await db.CommitAsync(cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    private async Task BeginAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken)
    {
        // It has waited: what was approved must still be true. What an owner wanted in spite of the gate needs no evidence.
        if (promotion.OverriddenBy is null && await gate.StaleAsync(db, promotion, cancellationToken) is { } stale)
        {
            promotion.Go(PromotionAction.Reevaluate, Time.GetUtcNow());
            (promotion.ApprovedBy, promotion.ApprovedAt) = (null, null);
            db.Tell(promotion, null, $"{stale} It is evaluated again, and has to be approved again.", Time.GetUtcNow());
            await gate.CollectAsync(db, promotion, cancellationToken);
            return;
        }

        await canary.BeginAsync(db, promotion, straight: false, cancellationToken);
    }

    private async Task<List<(Guid Organization, Guid Promotion)>> DueAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select org_id, promotion_id from promotions_watched($1, $2)", connection) { Parameters = { new() { Value = after }, new() { Value = Batch } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return due;
    }

    [LoggerMessage(LogLevel.Error, "Promotion {Promotion} could not be looked at")]
    private partial void LogStuck(Exception exception, Guid promotion);
}
