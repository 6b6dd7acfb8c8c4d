using AiStudio.Features.Notifications.Alerts;
using AiStudio.Features.Quality.Reports;
using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Tenancy;
using Npgsql;

namespace AiStudio.Features.Quality.Rules;

/// <summary>Looks at the latest hours of every organization that was called in them or has an open alert, and tells admins what is beyond its threshold. Every node does it; an alert is raised once.</summary>
internal sealed partial class QualityWatch(StudioDatabase database, TimeProvider time, ILogger<QualityWatch> logger) : PeriodicWork(TimeSpan.FromMinutes(5), time, logger)
{
    private static readonly TimeSpan s_tellAgain = TimeSpan.FromHours(12);
    private static readonly string[] s_roles = ["owner", "admin"];

    public async Task LookAsync(Guid organization, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(organization), cancellationToken);
        var thresholds = await QualityThresholds.ReadAsync(db, cancellationToken);
        var now = Time.GetUtcNow();
        var called = false;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var hours in QualityRules.All.Select(rule => rule.Hours).Distinct())
        {
            var filter = new QualityFilter(today, today);
            var (from, to) = (now.AddHours(1 - hours), now);
            from = from.AddTicks(-(from.Ticks % TimeSpan.TicksPerHour));
            var figures = (await QualityRows.HoursAsync(db, filter, from, to, "UTC", cancellationToken)).Total;
            called |= figures.Calls > 0;
            var providers = await QualityRows.ProvidersAsync(db, filter, from, to, cancellationToken);
            foreach (var rule in QualityRules.All.Where(rule => rule.Hours == hours))
            {
                if (rule.Of is { } of)
                    await JudgeAsync(db, rule, null, thresholds[rule.Key], of(figures), (from, to), cancellationToken);
                if (rule.OfProvider is not { } ofProvider)
                    continue;
                foreach (var provider in providers)
                    await JudgeAsync(db, rule, provider.Provider, thresholds[rule.Key], ofProvider(provider), (from, to), cancellationToken);
                await AlertDesk.EndOthersAsync(db, NameOf(rule), [.. providers.Select(provider => provider.Provider)], cancellationToken);
            }
        }

        // What nobody calls for a day is not judged any more, and not told of again for ever.
        foreach (var rule in called ? [] : QualityRules.All)
            await AlertDesk.EndOthersAsync(db, NameOf(rule), [], cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        foreach (var organization in await CalledAsync(cancellationToken))
        {
            try
            {
                await LookAsync(organization, cancellationToken);
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                // One that cannot be looked at does not keep the others waiting.
                LogUnseen(ex, organization);
            }
        }
    }

    // Too little to go by ends nothing: what was bad is not good because hardly anybody calls.
    private static Task JudgeAsync(StudioDb db, QualityRule rule, string? provider, double? threshold, (long Count, double? Value) found, (DateTimeOffset From, DateTimeOffset To) span, CancellationToken cancellationToken)
    {
        var (name, subject, where) = (NameOf(rule), provider ?? "all", provider is null ? "" : $" at {provider}");
        if (threshold is not { } limit)
            return AlertDesk.EndAsync(db, name, subject, cancellationToken);
        if (found.Value is not { } value || found.Count < rule.Least)
            return rule.OfProvider is null ? Task.CompletedTask : AlertDesk.EndAsync(db, name, subject, cancellationToken);
        if (!rule.IsBreached(value, limit))
            return AlertDesk.EndAsync(db, name, subject, cancellationToken);
        return AlertDesk.RaiseAsync(db, new NewAlert(
            name, subject, $"{rule.Name}{where}: {rule.Write(value)}",
            $"Over the last {rule.Hours} hours, out of {found.Count:#,0}. The threshold is {(rule.IsFloor ? "at least" : "at most")} {rule.Write(limit)}; it is set on the quality page.",
            rule.Link(provider, limit, span.From, span.To), s_roles, s_tellAgain), cancellationToken);
    }

    private static string NameOf(QualityRule rule) => $"quality.{rule.Key}";

    private async Task<IReadOnlyList<Guid>> CalledAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select called_since($1)", connection) { Parameters = { new() { Value = Time.GetUtcNow().AddDays(-1).UtcDateTime } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var called = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            called.Add(reader.GetGuid(0));
        return called;
    }

    [LoggerMessage(LogLevel.Error, "How well the calls of organization {Organization} go could not be looked at")]
    private partial void LogUnseen(Exception exception, Guid organization);
}
