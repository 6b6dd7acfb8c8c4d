namespace AiStudio.Gateway.ResponseCache;

/// <summary>What must be equal for an answer to be given again; each part is compared on its own, none is a mere prefix.</summary>
/// <param name="Organization">The tenant.</param>
/// <param name="Scope">SHA-256, in hexadecimal, of the authorization scope: role, API key, knowledge bases, owner of private messages.</param>
/// <param name="Request">SHA-256, in hexadecimal, of prompt version, model and what it resolves to, parameters, tools, messages and which of several answers it is.</param>
public sealed record CacheKey(Guid Organization, string Scope, string Request);
