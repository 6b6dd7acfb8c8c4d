namespace AiStudio.Features.Models.Caching;

/// <summary>An assistant and how its answers are cached.</summary>
public sealed record AssistantCachingRow(Guid AssistantId, string Name, AssistantCaching Caching);
