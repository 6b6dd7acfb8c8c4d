namespace AiStudio.Features.Spend.Calls;

/// <summary>One call that money stands behind, without a word of what was said.</summary>
/// <param name="Id">The call.</param>
/// <param name="At">When it was charged; when it began for those listed by how they ended.</param>
/// <param name="Local">The same by the clocks of the organization.</param>
/// <param name="Feature">What it is reported under.</param>
/// <param name="Model">The pinned model that answered; empty when none did.</param>
/// <param name="Provider">The connection that answered; empty when none did.</param>
/// <param name="RequestedModel">The alias or model that was asked for.</param>
/// <param name="Person">Whose call it was.</param>
/// <param name="ApiKey">By which key.</param>
/// <param name="Unit">The unit that the person is in now; was in when the month was locked.</param>
/// <param name="Tier">The tier that the person is on now; was on when the month was locked.</param>
/// <param name="EndUser">Whom a program says it called for; for admins only.</param>
/// <param name="Ending">How it ended; null until that is recorded.</param>
/// <param name="ErrorCode">Why, when it did not end well.</param>
/// <param name="InputTokens">All input.</param>
/// <param name="CachedInputTokens">Of it, what was read from a provider's cache.</param>
/// <param name="CacheWriteTokens">Of it, what was written to a provider's cache.</param>
/// <param name="OutputTokens">All output.</param>
/// <param name="ReasoningTokens">Of it, what was thought and not said.</param>
/// <param name="Estimated">Whether nobody counted exactly.</param>
/// <param name="CostNanoUsd">In nano-dollars.</param>
public sealed record ChargedCall(
    Guid Id, DateTimeOffset At, DateTime Local, string Feature, string Model, string Provider, string? RequestedModel, string? Person, string? ApiKey, string? Unit, string? Tier,
    string? EndUser, string? Ending, string? ErrorCode, long InputTokens, long CachedInputTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens, bool Estimated,
    long CostNanoUsd)
{
    /// <summary>How much less that is than it would have been, in nano-dollars and parts of them; below zero when it was dearer. Null where nobody asked, or the model has no price.</summary>
    public decimal? SavedNanoUsd { get; init; }
}
