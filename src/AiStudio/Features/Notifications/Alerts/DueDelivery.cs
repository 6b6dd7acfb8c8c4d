namespace AiStudio.Features.Notifications.Alerts;

/// <summary>What is to be sent over a channel.</summary>
/// <param name="Channel">The way out.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Text">Plain text, with an absolute link.</param>
internal sealed record DueDelivery(AlertChannel Channel, string Title, string Text)
{
    /// <summary>The title in one line: names of budgets are in it, and a mail's head ends with its line.</summary>
    public string Subject { get; } = string.Concat(Title.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
