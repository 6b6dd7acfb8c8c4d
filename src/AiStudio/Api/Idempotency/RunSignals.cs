using AiStudio.Platform.Data;

namespace AiStudio.Api.Idempotency;

/// <summary>Wakes who follows a run, and the run when somebody follows it.</summary>
internal sealed class RunSignals(NotificationListener listener) : RowSignals(listener, Topic)
{
    public const string Topic = "idempotency";
}
