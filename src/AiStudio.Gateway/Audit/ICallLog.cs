namespace AiStudio.Gateway.Audit;

/// <summary>Port: settles every admitted call and keeps one record of it, however it ended.</summary>
public interface ICallLog
{
    /// <summary>
    /// Stores the record durably, books its <see cref="CallRecord.Settlement"/> and releases the call's hold, all or nothing; returns once it is committed.
    /// Both are idempotent by <see cref="CallRecord.CallId"/>.
    /// </summary>
    ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken);
}
