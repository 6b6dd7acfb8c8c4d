namespace AiStudio.Features.Notifications.Alerts;

/// <summary>How a channel carries alerts. Stored in snake case.</summary>
public enum ChannelKind
{
    /// <summary>A mailbox.</summary>
    Email,

    /// <summary>A hook that takes <c>{"text": …}</c>, as Slack's, Mattermost's and Rocket.Chat's do.</summary>
    Slack,
}
