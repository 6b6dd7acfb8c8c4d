namespace AiStudio.Features.Knowledge.Curation;

/// <summary>A curated answer as it stands in the list.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Question">The question it answers.</param>
/// <param name="Answer">Markdown.</param>
/// <param name="State">Whether it is given.</param>
/// <param name="Author">Who wrote it; null when the account is gone.</param>
/// <param name="Approver">Who approved it last.</param>
/// <param name="Hits">How often it was given, some seconds behind.</param>
/// <param name="LastHitAt">When it was given last.</param>
public sealed record CuratedEntry(
    Guid Id, string Question, string Answer, CuratedState State, string? Author, string? Approver, long Hits, DateTimeOffset? LastHitAt);
