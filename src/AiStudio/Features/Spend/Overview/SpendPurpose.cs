namespace AiStudio.Features.Spend.Overview;

/// <summary>Why money is spent. Told by the key and the feature of a call: see the function <c>spend_purpose</c>.</summary>
public enum SpendPurpose
{
    /// <summary>People's own calls.</summary>
    People,

    /// <summary>Calls by an API key.</summary>
    Programs,

    /// <summary>Evaluations, their judges, replays and the playground.</summary>
    Evaluation,

    /// <summary>What is done so that the others work: embeddings, reranking, rewriting, checks.</summary>
    Background,
}
