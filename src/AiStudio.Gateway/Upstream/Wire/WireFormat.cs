namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>What a response's body is.</summary>
internal enum WireFormat
{
    ChatCompletions,
    Embeddings,
    Messages,
}
