using AiStudio.Gateway.Audit;
using AiStudio.Gateway.ResponseCache;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Call records, as <c>ledger_record</c> takes them.</summary>
internal static class RecordParameters
{
    private const string Arguments = """
        select ledger_record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
                             $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38
        """;

    private const string Sql = Arguments + ")";
    private const string SqlWithRefusals = Arguments + ", $39)";

    public static NpgsqlBatchCommand Command(List<CallRecord> records)
    {
        // Nearly always no budget refused anything: then nothing is said about it.
        var refusals = records.Exists(record => record.RefusedBy is not null);
        var command = new NpgsqlBatchCommand(refusals ? SqlWithRefusals : Sql);
        AddCalls(command.Parameters, records);
        AddAttempts(command.Parameters, [.. records.SelectMany((record, place) => record.Attempts.Select((attempt, number) => new Attempt(place + 1, number + 1, attempt)))]);
        if (refusals)
            command.Parameters.With(NpgsqlDbType.Uuid, records, call => call.RefusedBy);
        return command;
    }

    private static void AddCalls(NpgsqlParameterCollection parameters, List<CallRecord> records) => parameters
        .With(NpgsqlDbType.Uuid, records, call => call.Caller.OrganizationId)
        .With(NpgsqlDbType.Uuid, records, call => call.CallId)
        .With(NpgsqlDbType.TimestampTz, records, call => call.StartedAt.UtcDateTime)
        .With(NpgsqlDbType.Uuid, records, call => call.Caller.UserId)
        .With(NpgsqlDbType.Uuid, records, call => call.Caller.ApiKeyId)
        .With(NpgsqlDbType.Text, records, call => call.Caller.Feature)
        .With(NpgsqlDbType.Uuid, records, call => call.TurnId)
        .With(NpgsqlDbType.Uuid, records, call => call.PromptVersionId)
        .With(NpgsqlDbType.Text, records, call => call.RequestedModel)
        .With(NpgsqlDbType.Text, records, call => call.ServedModel)
        .With(NpgsqlDbType.Text, records, call => call.Provider)
        .With(NpgsqlDbType.Boolean, records, call => call.Streamed)
        .With(NpgsqlDbType.Text, records, call => Name(call.Ending))
        .With(NpgsqlDbType.Text, records, call => call.ErrorCode)
        .With(NpgsqlDbType.Integer, records, call => Milliseconds(call.Duration))
        .With(NpgsqlDbType.Integer, records, call => Milliseconds(call.FirstTokenAfter))
        .With(NpgsqlDbType.Bigint, records, call => call.Usage?.InputTokens)
        .With(NpgsqlDbType.Bigint, records, call => call.Usage?.CachedInputTokens)
        .With(NpgsqlDbType.Bigint, records, call => call.Usage?.OutputTokens)
        .With(NpgsqlDbType.Boolean, records, call => call.Usage?.Estimated ?? false)
        .With(NpgsqlDbType.Bigint, records, call => call.CostNanoUsd)
        .With(NpgsqlDbType.Text, records, call => call.CacheKind is { } kind ? Name(kind) : null)
        .With(NpgsqlDbType.Bigint, records, call => call.SavedNanoUsd)
        .With(NpgsqlDbType.Text, records, call => call.EndUser)
        .With(NpgsqlDbType.Text, records, call => call.TraceId);

    private static void AddAttempts(NpgsqlParameterCollection parameters, List<Attempt> attempts) => parameters
        .With(NpgsqlDbType.Integer, attempts, attempt => attempt.Call)
        .With(NpgsqlDbType.Integer, attempts, attempt => attempt.Number)
        .With(NpgsqlDbType.Text, attempts, attempt => attempt.What.Provider)
        .With(NpgsqlDbType.Text, attempts, attempt => attempt.What.ModelId)
        .With(NpgsqlDbType.TimestampTz, attempts, attempt => attempt.What.StartedAt.UtcDateTime)
        .With(NpgsqlDbType.Integer, attempts, attempt => Milliseconds(attempt.What.Duration))
        .With(NpgsqlDbType.Integer, attempts, attempt => Milliseconds(attempt.What.FirstTokenAfter))
        .With(NpgsqlDbType.Text, attempts, attempt => attempt.What.ErrorCode)
        .With(NpgsqlDbType.Integer, attempts, attempt => Milliseconds(attempt.What.QueuedFor))
        .With(NpgsqlDbType.Bigint, attempts, attempt => attempt.What.Usage?.InputTokens)
        .With(NpgsqlDbType.Bigint, attempts, attempt => attempt.What.Usage?.OutputTokens)
        .With(NpgsqlDbType.Boolean, attempts, attempt => attempt.What.Usage?.Estimated ?? false)
        .With(NpgsqlDbType.Bigint, attempts, attempt => attempt.What.CostNanoUsd);

    private static string Name(CallEnding ending) => ending.ToString().ToLowerInvariant();

    private static string Name(CacheKind kind) => kind.ToString().ToLowerInvariant();

    private static int? Milliseconds(TimeSpan? span) => span is { } known ? Milliseconds(known) : null;

    private static int Milliseconds(TimeSpan span) => (int)Math.Clamp(span.TotalMilliseconds, 0, int.MaxValue);

    private readonly record struct Attempt(int Call, int Number, CallAttempt What);
}
