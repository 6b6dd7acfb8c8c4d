namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>Who reads question and passages together and brings them into their last order.</summary>
public enum RerankerKind
{
    /// <summary>The product's own ranking, in process.</summary>
    Local,

    /// <summary>A server that answers <c>POST …/rerank</c>, as Cohere, Jina, TEI, vLLM and others do.</summary>
    Endpoint,

    /// <summary>A chat model, through the gateway.</summary>
    Model,
}
