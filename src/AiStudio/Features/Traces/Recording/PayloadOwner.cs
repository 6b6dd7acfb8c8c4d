using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Traces.Recording;

/// <summary>Whose a call's texts are.</summary>
internal static class PayloadOwner
{
    // Features in which an admin tries things out: what is said there is the organization's.
    private static readonly HashSet<string> s_work = ["evals", "playground", "connection_test", "system", "replay"];

    /// <summary>The person in whose chat it was made, or for whose search; null for what programs, evals and jobs ask.</summary>
    public static Guid? Of(CallTrace trace)
    {
        var caller = trace.Record.Caller;
        if (caller.OwnerId is { } owner)
            return owner;
        // A key that asks within a conversation asks in its person's chat.
        return trace.Record.TurnId is null && (caller.ApiKeyId is not null || s_work.Contains(caller.Feature)) ? null : caller.UserId;
    }
}
