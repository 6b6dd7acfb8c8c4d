namespace AiStudio.Features.People.Privacy;

/// <summary>A member who can be erased.</summary>
internal sealed record Erasable(Guid Id, string Name, string Email, string Role, DateTimeOffset? ErasedAt);
