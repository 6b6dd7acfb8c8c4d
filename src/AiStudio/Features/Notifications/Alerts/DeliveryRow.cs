namespace AiStudio.Features.Notifications.Alerts;

/// <summary>What became of telling one channel.</summary>
/// <param name="Id">Newer ones have larger ids.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Title">The alert's; nothing for a test.</param>
/// <param name="Occasion">raised, again, ended or test.</param>
/// <param name="State">pending, sent or failed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAt">When it is tried next, while pending.</param>
/// <param name="Error">Why the last try failed.</param>
/// <param name="CreatedAt">When it began to wait.</param>
/// <param name="SentAt">When it was taken.</param>
public sealed record DeliveryRow(
    Guid Id, string Channel, string? Title, string Occasion, string State, int Attempts, DateTimeOffset NextAt, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? SentAt);
