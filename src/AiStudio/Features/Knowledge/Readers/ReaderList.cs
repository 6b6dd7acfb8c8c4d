namespace AiStudio.Features.Knowledge.Readers;

/// <summary>Who reads a base. Owners and admins always do.</summary>
/// <param name="Everybody">Whether every member of the organization does.</param>
/// <param name="Roles">Whose members do: <c>member</c>, <c>finance</c>.</param>
/// <param name="Groups">Whose members do.</param>
/// <param name="People">Who do.</param>
public sealed record ReaderList(bool Everybody, IReadOnlyList<string> Roles, IReadOnlyList<GroupReader> Groups, IReadOnlyList<PersonReader> People)
{
    internal ReaderChoice ToChoice() => new(Everybody, Roles, [.. Groups.Select(group => group.Id)], [.. People.Select(person => person.Id)]);
}

/// <summary>A group that reads, and how many it has.</summary>
public sealed record GroupReader(Guid Id, string Name, int Members);

/// <summary>A person who reads.</summary>
public sealed record PersonReader(Guid Id, string Name, string Email);
