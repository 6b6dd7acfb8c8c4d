namespace AiStudio.Features.Knowledge.Readers;

/// <summary>A group of readers with its people.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">One of its own in the organization.</param>
/// <param name="Members">Its people, by name.</param>
/// <param name="Bases">How many knowledge bases it reads.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record GroupDetail(Guid Id, string Name, IReadOnlyList<PersonReader> Members, int Bases, DateTimeOffset CreatedAt);
