namespace AiStudio.Features.Chat.Reading;

/// <summary>What an assistant reads.</summary>
/// <param name="Id">Which assistant.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Bases">The knowledge bases that it names; none: all of its organization, also those that come later.</param>
/// <param name="Tags">Of these, only documents with one of these tags; none: all.</param>
/// <param name="Days">Only documents that were added or replaced within so many days; null: all.</param>
public sealed record AssistantReading(Guid Id, string Name, IReadOnlyList<ReadBase> Bases, IReadOnlyList<string> Tags, int? Days);
