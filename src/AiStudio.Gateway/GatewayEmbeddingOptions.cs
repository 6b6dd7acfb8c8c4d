using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>Embedding options that carry the <see cref="GatewayCall"/>, clones included.</summary>
public sealed class GatewayEmbeddingOptions : EmbeddingGenerationOptions
{
    /// <summary>Options for <paramref name="call"/>.</summary>
    public GatewayEmbeddingOptions(GatewayCall call) => Call = call;

    private GatewayEmbeddingOptions(GatewayEmbeddingOptions other)
        : base(other) => (Call, Tokens) = (other.Call, other.Tokens);

    /// <summary>The call these options belong to.</summary>
    [JsonIgnore]
    public GatewayCall Call { get; }

    /// <summary>Tokens of the model in place of texts, of which there are none then. Only providers of OpenAI's protocol take them.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReadOnlyMemory<int>>? Tokens { get; init; }

    /// <inheritdoc />
    public override EmbeddingGenerationOptions Clone() => new GatewayEmbeddingOptions(this);

    internal static GatewayEmbeddingOptions Of(EmbeddingGenerationOptions? options) => options is GatewayEmbeddingOptions own
        ? own
        : throw new ArgumentException($"The gateway takes {nameof(GatewayEmbeddingOptions)}: they say who pays for the call.", nameof(options));
}
