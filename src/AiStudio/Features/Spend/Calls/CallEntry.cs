namespace AiStudio.Features.Spend.Calls;

/// <summary>One call of a model as its record tells it, without a word of what was said.</summary>
/// <param name="Id">The call; answers name it in <c>x-aistudio-call-id</c>.</param>
/// <param name="StartedAt">When it entered the gateway.</param>
/// <param name="TraceId">The W3C trace of the request that made it.</param>
/// <param name="TurnId">The chat turn it answered.</param>
/// <param name="UserId">For whom.</param>
/// <param name="ApiKeyId">By which key.</param>
/// <param name="EndUser">Whom a program says it called for; for admins only.</param>
/// <param name="Feature">What its spend is reported under.</param>
/// <param name="RequestedModel">The alias or id that was asked for.</param>
/// <param name="ServedModel">The pinned id that answered.</param>
/// <param name="Provider">The connection that answered.</param>
/// <param name="Streamed">Whether the caller asked for a stream.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="ErrorCode">Why, when it did not end well.</param>
/// <param name="DurationMs">Until its end.</param>
/// <param name="FirstTokenMs">Until the first token.</param>
/// <param name="InputTokens">All input.</param>
/// <param name="OutputTokens">All output.</param>
/// <param name="Estimated">Whether nobody counted exactly.</param>
/// <param name="CostNanoUsd">In nano-dollars.</param>
internal sealed record CallEntry(
    Guid Id, DateTimeOffset StartedAt, string? TraceId, Guid? TurnId, Guid? UserId, Guid? ApiKeyId, string? EndUser, string Feature, string RequestedModel,
    string? ServedModel, string? Provider, bool Streamed, string Ending, string? ErrorCode, int DurationMs, int? FirstTokenMs, long? InputTokens, long? OutputTokens,
    bool Estimated, long CostNanoUsd);
