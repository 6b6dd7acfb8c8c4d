namespace AiStudio.Benchmarks.Documents;

/// <summary>What <c>./studio bench documents</c> passes on.</summary>
internal sealed record DocumentsBenchOptions
{
    /// <summary>The files, with a manifest.json and perhaps a folder hostile/.</summary>
    public required string Files { get; init; }

    /// <summary>AiStudio.dll as it was built.</summary>
    public required string App { get; init; }

    /// <summary>Connection string of the superuser of a private server; the database is <c>aistudio</c>.</summary>
    public required string Superuser { get; init; }

    public required string OwnerPassword { get; init; }

    public required string AppPassword { get; init; }

    /// <summary>Where the web process and this program put what they write.</summary>
    public required string Folder { get; init; }
}
