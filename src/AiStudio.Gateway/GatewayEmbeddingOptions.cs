using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>Embedding options that carry the <see cref="GatewayCall"/>, clones included.</summary>
public sealed class GatewayEmbeddingOptions : EmbeddingGenerationOptions
{
    /// <summary>Options for <paramref name="call"/>.</summary>
    public GatewayEmbeddingOptions(GatewayCall call) => Call = call;

    private GatewayEmbeddingOptions(GatewayEmbeddingOptions other)
        : base(other) => Call = other.Call;

    /// <summary>The call these options belong to.</summary>
    [JsonIgnore]
    public GatewayCall Call { get; }

    /// <inheritdoc />
    public override EmbeddingGenerationOptions Clone() => new GatewayEmbeddingOptions(this);

    internal static GatewayCall CallOf(EmbeddingGenerationOptions? options) => options is GatewayEmbeddingOptions own
        ? own.Call
        : throw new ArgumentException($"The gateway takes {nameof(GatewayEmbeddingOptions)}: they say who pays for the call.", nameof(options));
}
