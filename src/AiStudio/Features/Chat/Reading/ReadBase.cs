namespace AiStudio.Features.Chat.Reading;

/// <summary>A knowledge base that an assistant names, or may name.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Archived">Whether it is in the archive, so that nothing is found in it.</param>
public sealed record ReadBase(Guid Id, string Name, bool Archived);
