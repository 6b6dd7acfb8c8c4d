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
        : base(other) => (Call, OpenAi, LeavesOutUnsupported) = (call, other.OpenAi, other.LeavesOutUnsupported);

    /// <summary>The call these options belong to.</summary>
    [JsonIgnore]
    public GatewayCall Call { get; }

    /// <summary>What is asked of OpenAI's protocol beside. Part of a cache key, though not of the options' own JSON.</summary>
    [JsonIgnore]
    public OpenAiSettings? OpenAi { get; init; }

    /// <summary>Whether a parameter that no candidate can be asked for is left out, in place of a refusal: for asking another model what one was asked.</summary>
    [JsonIgnore]
    public bool LeavesOutUnsupported { get; init; }

    /// <inheritdoc />
    public override ChatOptions Clone() => new GatewayChatOptions(this, Call);

    /// <summary>The same options for another call.</summary>
    internal GatewayChatOptions For(GatewayCall call) => new(this, call);

    internal static GatewayCall CallOf(ChatOptions? options) => options is GatewayChatOptions own
        ? own.Call
        : throw new ArgumentException($"The gateway takes {nameof(GatewayChatOptions)}: they say who pays for the call.", nameof(options));
}
