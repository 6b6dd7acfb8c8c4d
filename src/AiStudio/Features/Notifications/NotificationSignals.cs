using AiStudio.Platform.Data;

namespace AiStudio.Features.Notifications;

/// <summary>Wakes whoever shows a person's notifications; the payload is the person's id.</summary>
internal sealed class NotificationSignals(NotificationListener listener) : RowSignals(listener, Topic)
{
    public const string Topic = "notification";
}
