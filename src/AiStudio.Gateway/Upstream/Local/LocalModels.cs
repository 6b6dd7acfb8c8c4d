namespace AiStudio.Gateway.Upstream.Local;

/// <summary>The ids of the offline models, for catalogues and routes.</summary>
public static class LocalModels
{
    /// <summary>Answers by quoting the passages in the prompt.</summary>
    public const string Chat = "local-extractive-1";

    /// <summary>Embeds by hashing words and character n-grams.</summary>
    public const string Embedding = "local-hash-1";

    /// <summary>The dimension of <see cref="Embedding"/>'s vectors.</summary>
    public const int EmbeddingDimensions = 1024;
}
