namespace AiStudio.Gateway.Upstream;

/// <summary>The protocol a provider speaks.</summary>
public enum ProviderKind
{
    /// <summary>The offline extractive model, in process.</summary>
    Local,

    /// <summary>OpenAI's chat completions and embeddings, as many servers speak it.</summary>
    OpenAi,

    /// <summary>Anthropic's messages.</summary>
    Anthropic,
}
