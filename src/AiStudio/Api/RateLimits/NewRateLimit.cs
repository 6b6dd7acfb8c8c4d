using AiStudio.Platform.Results;

namespace AiStudio.Api.RateLimits;

/// <summary>A limit to be set.</summary>
/// <param name="Scope">Whom it counts.</param>
/// <param name="SubjectId">This person or key only; left out for each of them.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Resource">chat, embeddings, models, api, api/ and the first word of an address under it (api/knowledge-bases), or * for all counted together; * when it is left out.</param>
/// <param name="PerMinute">How much in any minute, from 0.</param>
/// <param name="Priority">The highest that fits holds; 0 when it is left out.</param>
internal sealed record NewRateLimit(RateScope? Scope, Guid? SubjectId, RateUnit? Unit, string? Resource, long? PerMinute, int? Priority)
{
    private const int LongestResource = 64;
    private static readonly string[] s_resources = [RateLimitRule.AnyResource, "chat", "embeddings", "models", "api"];

    public string Part => Resource ?? RateLimitRule.AnyResource;

    public Error? Problem =>
        Scope is null ? Error.Invalid("scope", "Say whom the limit counts: organization, user or api_key.")
        : Unit is null ? Error.Invalid("unit", "Say what the limit counts: requests or tokens.")
        : Scope == RateScope.Organization && SubjectId is not null ? Error.Invalid("subject", "A limit of the organization is for nobody alone: leave subjectId out.")
        : PerMinute is not >= 0 ? Error.Invalid("per_minute", "perMinute is a number that is not below zero.")
        : !s_resources.Contains(Part) && !IsPartOfApi(Part) ? Error.Invalid("resource", "resource is chat, embeddings, models, api, api/ with the first word of an address, or *.")
        : null;

    private static bool IsPartOfApi(string resource) =>
        resource.Length is > 4 and <= LongestResource && resource.StartsWith("api/", StringComparison.Ordinal) && resource[4..].All(letter => letter is >= 'a' and <= 'z' or '-');
}
