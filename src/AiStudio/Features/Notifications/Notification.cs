namespace AiStudio.Features.Notifications;

/// <summary>Something that a person is told of.</summary>
/// <param name="Id">Newer ones have larger ids.</param>
/// <param name="Title">What happened.</param>
/// <param name="Text">What it means and what to do.</param>
/// <param name="Link">The page to look at, as a path.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ReadAt">When it was seen; <see langword="null"/>: not yet.</param>
public sealed record Notification(Guid Id, string Title, string Text, string Link, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);
