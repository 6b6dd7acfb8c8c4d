namespace AiStudio.Features.Knowledge.Retrieval.Logging;

/// <summary>Who asked.</summary>
internal enum RetrievalSource
{
    /// <summary>A turn of a conversation.</summary>
    Chat,

    /// <summary>A program that asks an assistant without a conversation.</summary>
    Assistant,

    /// <summary>A program that searches a knowledge base itself.</summary>
    Search,

    /// <summary>A case of an evaluation. Not kept among the questions that people ask.</summary>
    Evaluation,
}
