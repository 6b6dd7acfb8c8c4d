namespace AiStudio.Benchmarks.Retrieval;

/// <summary>What <c>./studio bench tenants</c> was asked for.</summary>
internal sealed class TenantsBenchOptions : ServerOptions
{
    /// <summary>How many organizations share the tables.</summary>
    public int Tenants { get; set; } = 100;

    /// <summary>Chunks of all of them; the smallest has 10, the largest 20,000.</summary>
    public int Chunks { get; set; } = 300_000;

    /// <summary>Searches a tenant.</summary>
    public int Searches { get; set; } = 20;

    /// <summary>JSON Lines with <c>title</c> and <c>text</c>: what the made texts take their words from.</summary>
    public string Docs { get; set; } = "";
}
