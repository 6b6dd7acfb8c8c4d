namespace AiStudio.Benchmarks.Retrieval;

/// <summary>The database server that <c>./studio bench</c> started.</summary>
internal class ServerOptions
{
    public string Superuser { get; set; } = "";

    public string OwnerPassword { get; set; } = "";

    public string AppPassword { get; set; } = "";
}
