namespace AiStudio.Benchmarks.Retrieval;

/// <summary>What <c>./studio bench retrieval</c> was asked for.</summary>
internal sealed class RetrievalBenchOptions : ServerOptions
{
    /// <summary>JSON Lines with <c>id</c>, <c>title</c>, <c>text</c>.</summary>
    public string Docs { get; set; } = "";

    /// <summary>JSON Lines with <c>id</c>, <c>question</c>, <c>doc_id</c>.</summary>
    public string Questions { get; set; } = "";

    /// <summary>JSON Lines with <c>input</c> and <c>tags</c>: questions that the documents answer and others that they do not. Optional.</summary>
    public string Cases { get; set; } = "";

    /// <summary>Where one line a question is written: <c>{"id","doc_ids":[…]}</c>.</summary>
    public string Out { get; set; } = "TestResults/bench-retrieval.jsonl";
}
