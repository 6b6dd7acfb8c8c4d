using Npgsql;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>Looks at an organization's windows as often as it can: what is settled and held never passes the cap.</summary>
internal sealed class CapWatch : IAsyncDisposable
{
    private readonly FaultRun _run;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public CapWatch(FaultRun run)
    {
        _run = run;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>How often it looked.</summary>
    public int Looks { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
        _run.Expect(Looks > 0, "the caps were not watched");
    }

    private async Task WatchAsync()
    {
        await using var source = NpgsqlDataSource.Create(_run.Database.SuperuserConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("""
            select string_agg(format('%s: %s settled and %s held of %s', b.name, w.settled_nano_usd, w.held_nano_usd, b.cap_nano_usd), '; ')
            from budget_window w join budget b on b.org_id = w.org_id and b.id = w.budget_id
            where w.org_id = $1 and w.settled_nano_usd + w.held_nano_usd > b.cap_nano_usd::numeric * b.stop_percent / 100
            """, connection);
        command.Parameters.Add(new() { Value = _run.Caller.OrganizationId });
        await command.PrepareAsync();
        do
        {
            var over = await command.ExecuteScalarAsync() as string;
            _run.Expect(over is null, $"a cap is passed: {over}");
            Looks++;
            await Task.Delay(1);
        }
        while (!_end.IsCancellationRequested);
    }
}
