namespace AiStudio.Features.Traces.Views;

/// <summary>A search that somebody comes back to.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">As its person calls it.</param>
/// <param name="Query">The query string of its address.</param>
/// <param name="Shared">Whether every admin sees it.</param>
/// <param name="Own">Whether it is the reader's own.</param>
internal sealed record SavedView(Guid Id, string Name, string Query, bool Shared, bool Own);
