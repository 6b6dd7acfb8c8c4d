using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Npgsql;

namespace AiStudio.Features.Spend.ClosedDays;

/// <summary>Adds days up that nothing is booked into any more, so that pages over months read few rows. One node at a time does it.</summary>
internal sealed class CloseSpendDays(StudioDatabase database, TimeProvider time, ILogger<CloseSpendDays> logger) : PeriodicWork(TimeSpan.FromHours(1), time, logger)
{
    // Months of history at the first time.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>Returns of how many organizations; −1 while another node is at it.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select close_spend_days()", connection) { CommandTimeout = (int)s_longest.TotalSeconds };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);
}
