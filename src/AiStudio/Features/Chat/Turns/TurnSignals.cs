using AiStudio.Platform.Data;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Wakes whoever waits for more of a turn.</summary>
internal sealed class TurnSignals(NotificationListener listener) : RowSignals(listener, TurnTopics.Event);
