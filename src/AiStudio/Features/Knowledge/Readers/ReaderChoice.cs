namespace AiStudio.Features.Knowledge.Readers;

/// <summary>Who shall read a base; with <see cref="Everybody"/> the others do not count.</summary>
internal sealed record ReaderChoice(bool Everybody, IReadOnlyList<string> Roles, IReadOnlyList<Guid> GroupIds, IReadOnlyList<Guid> UserIds);
