namespace AiStudio.Benchmarks.Ledger;

/// <summary>What <c>./studio bench ledger</c> passes on its command line: <c>--Calls 20000</c> and so on.</summary>
internal sealed record LedgerBenchOptions
{
    /// <summary>Calls in all.</summary>
    public int Calls { get; init; } = 20_000;

    /// <summary>How often the web process gets a SIGKILL, spread over the calls.</summary>
    public int Kills { get; init; } = 20;

    /// <summary>How often PostgreSQL's postmaster does.</summary>
    public int DatabaseKills { get; init; } = 5;

    /// <summary>Callers at once.</summary>
    public int Callers { get; init; } = 48;

    /// <summary>How many of a hundred callers hang up in mid-stream.</summary>
    public int Disconnects { get; init; } = 30;

    public int Seed { get; init; } = 1;

    /// <summary>AiStudio.dll as it was built: the web process is <c>dotnet</c> with this.</summary>
    public required string App { get; init; }

    /// <summary>The cluster's data directory, a private one that may be killed.</summary>
    public required string Cluster { get; init; }

    /// <summary>Where pg_ctl is.</summary>
    public required string PgBin { get; init; }

    public required int PgPort { get; init; }

    /// <summary>Connection string of the superuser; the roles' passwords come from the same variables that the tests use.</summary>
    public required string Superuser { get; init; }

    public required string OwnerPassword { get; init; }

    public required string AppPassword { get; init; }

    /// <summary>Where the web process and this program put what they write.</summary>
    public required string Folder { get; init; }
}
