using AiStudio.ProviderEmulator.Requests;

namespace AiStudio.ProviderEmulator.Billing;

/// <summary>A row while its call runs. Written by the one task that serves the call.</summary>
internal sealed class BillEntry(Bill bill, long sequence, EmulatedRequest request, string? requestBody, DateTimeOffset startedAt)
{
    private DateTimeOffset? endedAt;

    public string RequestId { get; } = $"req_{sequence:D8}";

    public long Sequence => sequence;

    public Ending Ending { get; private set; }

    public int Status { get; set; } = 200;

    public int InputTokens { get; set; }

    public int CachedInputTokens { get; set; }

    public int CacheWriteTokens { get; set; }

    public int ReasoningTokens { get; set; }

    public int Generated { get; set; }

    public int Written { get; set; }

    public int Planned { get; set; }

    public long BytesWritten { get; set; }

    public int Writes { get; set; }

    /// <summary>
    /// Called before the last bytes leave, so that a client which has read the end finds the row settled;
    /// called again when those bytes met a client that was gone.
    /// </summary>
    public void End(Ending ending) => bill.End(this, ending);

    internal void SetEnding(Ending ending, DateTimeOffset at)
    {
        Ending = ending;
        endedAt = at;
    }

    internal BillRow ToRow()
    {
        var charged = Ending != Ending.Refused;
        return new BillRow
        {
            Sequence = sequence,
            Operation = request.Operation,
            Model = request.Model,
            Stream = request.Stream,
            RequestId = RequestId,
            Correlation = request.Correlation,
            User = request.User,
            KeyEnding = request.KeyEnding,
            Ending = Ending,
            Status = Status,
            InputTokens = charged ? InputTokens : 0,
            CachedInputTokens = charged ? CachedInputTokens : 0,
            CacheWriteTokens = charged ? CacheWriteTokens : 0,
            OutputTokens = charged ? Generated : 0,
            ReasoningTokens = charged ? Math.Min(ReasoningTokens, Generated) : 0,
            TokensWritten = Written,
            TokensPlanned = Planned,
            BytesWritten = BytesWritten,
            Writes = Writes,
            StartedAt = startedAt,
            EndedAt = endedAt,
            RequestBody = requestBody,
        };
    }
}
