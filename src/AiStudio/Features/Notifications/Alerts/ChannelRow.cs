namespace AiStudio.Features.Notifications.Alerts;

/// <summary>A channel as its list shows it.</summary>
/// <param name="Id">The channel.</param>
/// <param name="Kind">How it carries alerts.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Target">The address of the mailbox, or the host of the hook.</param>
/// <param name="Disabled">Whether it carries nothing.</param>
public sealed record ChannelRow(Guid Id, ChannelKind Kind, string Name, string Target, bool Disabled);
