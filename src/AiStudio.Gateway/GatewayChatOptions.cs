using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>
/// Chat options that carry the <see cref="GatewayCall"/> through every stage, clones included.
/// The call is not serialised, so it is not part of any cache key by itself.
/// </summary>
public sealed class GatewayChatOptions : ChatOptions
{
    /// <summary>Options for <paramref name="call"/>.</summary>
    public GatewayChatOptions(GatewayCall call) => Call = call;

    private GatewayChatOptions(GatewayChatOptions other)
        : base(other) => Call = other.Call;

    /// <summary>The call these options belong to.</summary>
    [JsonIgnore]
    public GatewayCall Call { get; }

    /// <inheritdoc />
    public override ChatOptions Clone() => new GatewayChatOptions(this);
}
