namespace AiStudio.Benchmarks.Consoles;

/// <summary>What <c>./studio bench console</c> passes on.</summary>
internal sealed record ConsoleBenchOptions
{
    /// <summary>Calls of all organizations; a tenth of them are the demo's.</summary>
    public long ConsoleCalls { get; init; } = 10_000_000;

    /// <summary>How often each page is looked at.</summary>
    public int Looks { get; init; } = 30;

    /// <summary>AiStudio.dll as it was built.</summary>
    public required string App { get; init; }

    /// <summary>Connection string of the superuser of a private server; the database is <c>aistudio</c>.</summary>
    public required string Superuser { get; init; }

    public required string OwnerPassword { get; init; }

    public required string AppPassword { get; init; }

    /// <summary>Where the web process and this program put what they write.</summary>
    public required string Folder { get; init; }

    /// <summary>The data directory of the server.</summary>
    public required string Cluster { get; init; }

    /// <summary>What the server writes.</summary>
    public string ServerLog => Path.Combine(Cluster, "start.log");
}
