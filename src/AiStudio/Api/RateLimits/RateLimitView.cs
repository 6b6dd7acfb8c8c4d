namespace AiStudio.Api.RateLimits;

/// <summary>A limit an admin has set.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Scope">Whom it counts.</param>
/// <param name="SubjectId">This person or key only; null for each of them.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Resource">Which part of the API: chat, embeddings, models, api, api/ and the first word of an address under it, or * for all counted together.</param>
/// <param name="PerMinute">How much in any minute.</param>
/// <param name="Priority">The highest that fits holds.</param>
/// <param name="CreatedAt">When it was set.</param>
internal sealed record RateLimitView(Guid Id, RateScope Scope, Guid? SubjectId, RateUnit Unit, string Resource, long PerMinute, int Priority, DateTimeOffset CreatedAt);
