namespace AiStudio.Features.People.Privacy;

/// <summary>A part of a person's data.</summary>
/// <param name="Name">Of the list in the file.</param>
/// <param name="Private">Whether only the person reads it, and others when they have a reason and it is told.</param>
/// <param name="Rows">Each a JSON value.</param>
internal sealed record ExportSection(string Name, bool Private, IAsyncEnumerable<string> Rows);
