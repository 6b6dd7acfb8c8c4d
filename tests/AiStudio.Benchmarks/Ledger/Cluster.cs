using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace AiStudio.Benchmarks.Ledger;

/// <summary>The private PostgreSQL of a run, which is killed and started again.</summary>
internal sealed class Cluster(LedgerBenchOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly NpgsqlDataSource _superuser = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(options.Superuser) { Database = "aistudio", Pooling = false, CommandTimeout = 120 });

    public string App => Role("aistudio_app", options.AppPassword);

    public string Owner => Role("aistudio_owner", options.OwnerPassword);

    /// <summary>SIGKILL to the postmaster; its children see that and end. Returns when it serves again.</summary>
    public async Task KillAndRestartAsync()
    {
        var first = (await File.ReadAllLinesAsync(Path.Combine(options.Cluster, "postmaster.pid")))[0];
        using (var postmaster = Process.GetProcessById(int.Parse(first, CultureInfo.InvariantCulture)))
        {
            postmaster.Kill();
            await postmaster.WaitForExitAsync();
        }

        // While a child is still alive, the new server refuses to start over its memory.
        var started = Stopwatch.GetTimestamp();
        while (!await StartAsync())
        {
            if (Stopwatch.GetElapsedTime(started) > s_patience)
            {
                throw new InvalidOperationException("PostgreSQL did not start again.");
            }

            await Task.Delay(200);
        }
    }

    public async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _superuser.DisposeAsync();

    private async Task<bool> StartAsync()
    {
        string[] command = [Path.Combine(options.PgBin, "pg_ctl"), "-D", options.Cluster, "-w", "-t", "60", "-l", Path.Combine(options.Cluster, "start.log"), "-o", $"-p {options.PgPort}", "start"];
        // The server refuses to run as root.
        var start = Environment.IsPrivilegedProcess ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", .. command]) : new ProcessStartInfo(command[0], command[1..]);
        start.WorkingDirectory = "/";
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = _superuser.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return command;
    }

    private string Role(string name, string password) =>
        new NpgsqlConnectionStringBuilder(options.Superuser) { Database = "aistudio", Username = name, Password = password }.ConnectionString;
}
