namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>Who and what occur in an organization's log.</summary>
internal sealed record ActivityChoices(IReadOnlyList<ActivityPerson> People, IReadOnlyList<string> Actions);

/// <summary>Somebody who did something.</summary>
internal sealed record ActivityPerson(Guid Id, string Name);
