using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals;

/// <summary>What was said in calls that are on record. The feature that keeps traces gives it.</summary>
internal interface ITracedCalls
{
    /// <summary>
    /// The conversation of a call up to its last question, as it was recorded, without instructions and passages. Errors: those of who may read it, and <c>trace_private</c> (forbidden) for
    /// another person's chat: who opens it for a reason does not hand it on.
    /// </summary>
    Task<Result<TracedCall>> ReadAsync(Caller caller, Guid callId, CancellationToken cancellationToken);
}
