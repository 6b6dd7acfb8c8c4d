namespace AiStudio.Features.People.ApiKeys;

/// <summary>The one time that a key is told.</summary>
public sealed record IssuedApiKey(Guid Id, string Name, string Secret);
