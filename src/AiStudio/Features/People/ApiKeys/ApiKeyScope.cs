namespace AiStudio.Features.People.ApiKeys;

/// <summary>What a key opens, as far as its creator may do it. Stored in lower case.</summary>
public enum ApiKeyScope
{
    /// <summary>Chat completions, and the conversations of its creator.</summary>
    Chat,

    /// <summary>Embeddings.</summary>
    Embeddings,

    /// <summary>Knowledge bases and documents.</summary>
    Knowledge,

    /// <summary>Evaluations: admins and owners only.</summary>
    Evals,

    /// <summary>Everything else that its creator's role reaches: admins and owners only.</summary>
    Admin,
}
