namespace AiStudio.Features.Knowledge.Queries;

/// <summary>Some questions of a base, newest first, and whether older ones follow; whether new ones are kept.</summary>
public sealed record QueryPage(IReadOnlyList<QueryRow> Rows, bool More, bool Keeps);
