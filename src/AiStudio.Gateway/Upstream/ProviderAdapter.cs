using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>What speaks to one connection.</summary>
/// <param name="Chat">Answers.</param>
/// <param name="Embedder">Embeds, when the protocol can.</param>
internal sealed record ProviderAdapter(IChatClient Chat, IEmbeddingGenerator<string, Embedding<float>>? Embedder);
