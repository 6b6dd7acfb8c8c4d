namespace AiStudio.Features.Chat.Reading;

/// <summary>What an assistant shall read; all of it, not a change of some.</summary>
/// <param name="BaseIds">The knowledge bases; none: all of the organization.</param>
/// <param name="Tags">Up to 20, of up to 50 characters each; none: documents of every tag and of none.</param>
/// <param name="Days">1 to 3,650; null: documents of every age.</param>
internal sealed record ReadingChoice(IReadOnlyList<Guid> BaseIds, IReadOnlyList<string> Tags, int? Days);
