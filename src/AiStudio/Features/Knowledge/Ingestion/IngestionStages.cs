namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>What has been done with a document, in order.</summary>
internal static class IngestionStages
{
    public const string Received = "received";
    public const string Extracted = "extracted";
    public const string Chunked = "chunked";
    public const string Embedded = "embedded";
    public const string Indexed = "indexed";

    public static IReadOnlyList<string> All => InOrder;

    private static readonly string[] InOrder = [Received, Extracted, Chunked, Embedded, Indexed];

    /// <summary>How many of them are done.</summary>
    public static int DoneOf(string stage) => Array.IndexOf(InOrder, stage) + 1;

    /// <summary>What is going on after <paramref name="stage"/>.</summary>
    public static string Doing(string stage) => stage switch
    {
        Received => "Reading",
        Extracted => "Splitting",
        Chunked => "Embedding",
        Embedded => "Indexing",
        Indexed => "Ready",
        _ => "Waiting",
    };
}
