namespace AiStudio.Api.RateLimits;

/// <summary>Whom a rule counts. Stored in snake case.</summary>
internal enum RateScope
{
    /// <summary>Everybody in the organization together.</summary>
    Organization,

    /// <summary>A person's session, and what they ask in the console.</summary>
    User,

    /// <summary>A program's key.</summary>
    ApiKey,
}
