namespace AiStudio.Features.Chat;

/// <summary>A message as the page shows it. While it is streaming, its text is in the events of its turn.</summary>
internal sealed record MessageView(
    Guid Id,
    Guid? ParentId,
    MessageRole Role,
    MessageState State,
    string Text,
    IReadOnlyList<Citation> Citations,
    AnswerFacts? Facts,
    Guid? TurnId,
    DateTimeOffset CreatedAt,
    int? Rating,
    string? Problem);
