using AiStudio.Gateway;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Of who accounts for the calls that finding passages makes on its way.</summary>
internal interface ICallBook
{
    /// <summary>The id of the next call, which is written down before it is made.</summary>
    Task<Guid> NextAsync(CancellationToken cancellationToken);

    /// <summary>Nobody waits for a call any more, in whichever way that came: its money may be known a moment later, see <see cref="GatewayCall.Recorded"/>.</summary>
    void Add(GatewayCall call);
}
