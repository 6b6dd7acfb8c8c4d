namespace AiStudio.Gateway.Audit;

/// <summary>Port: keeps one record of every admitted call, however it ended.</summary>
public interface ICallLog
{
    /// <summary>Stores the record durably; returns once it is committed. Idempotent by <see cref="CallRecord.CallId"/>.</summary>
    ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken);
}
