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

    private GatewayChatOptions(GatewayChatOptions other, GatewayCall call)
        : base(other) => Call = call;

    /// <summary>The call these options belong to.</summary>
    [JsonIgnore]
    public GatewayCall Call { get; }

    /// <inheritdoc />
    public override ChatOptions Clone() => new GatewayChatOptions(this, Call);

    /// <summary>The same options for another call.</summary>
    internal GatewayChatOptions For(GatewayCall call) => new(this, call);

    internal static GatewayCall CallOf(ChatOptions? options) => options is GatewayChatOptions own
        ? own.Call
        : throw new ArgumentException($"The gateway takes {nameof(GatewayChatOptions)}: they say who pays for the call.", nameof(options));
}
