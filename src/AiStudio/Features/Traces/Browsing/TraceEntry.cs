namespace AiStudio.Features.Traces.Browsing;

/// <summary>A call in a list, without a word of what was said.</summary>
/// <param name="Id">The call; its page is <c>/traces/{id}</c>.</param>
/// <param name="StartedAt">When it was let in.</param>
/// <param name="TurnId">The chat turn it answered.</param>
/// <param name="UserId">For whom.</param>
/// <param name="User">Their name.</param>
/// <param name="ApiKeyId">By which key.</param>
/// <param name="Feature">What its spend is reported under.</param>
/// <param name="RequestedModel">The alias or id that was asked for.</param>
/// <param name="ServedModel">The pinned id that answered.</param>
/// <param name="Provider">The connection that answered.</param>
/// <param name="PromptVersionId">The prompt version its messages begin with.</param>
/// <param name="CacheKind">Why its answer could be given again, when it was.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="ErrorCode">Why, when it did not end well.</param>
/// <param name="DurationMs">Until its end.</param>
/// <param name="FirstTokenMs">Until the first token.</param>
/// <param name="OutputTokens">All output.</param>
/// <param name="CostNanoUsd">In nano-dollars.</param>
/// <param name="Rating">What the person thought of it: 1 or -1.</param>
internal sealed record TraceEntry(
    Guid Id, DateTimeOffset StartedAt, Guid? TurnId, Guid? UserId, string? User, Guid? ApiKeyId, string Feature, string RequestedModel, string? ServedModel, string? Provider,
    Guid? PromptVersionId, string? CacheKind, string Ending, string? ErrorCode, int DurationMs, int? FirstTokenMs, long? OutputTokens, long CostNanoUsd, short? Rating);
