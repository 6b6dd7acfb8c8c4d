using System.Text.Json;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Features.Traces.Recording;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Detail;

/// <summary>Reads a trace. What was said in it is read apart, because not everybody may.</summary>
internal sealed class TraceReader(StudioDatabase database)
{
    private static readonly Error s_none = Error.NotFound("no_call", "There is no such call, or it is longer ago than traces are kept.");

    /// <summary>Errors: <c>not_admin</c> (forbidden), <c>no_call</c> (not found).</summary>
    public async Task<Result<TraceDetail>> ReadAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        if (CallTime.Of(callId) is not { } span)
            return s_none;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var facts = await FactsAsync(db, callId, span, cancellationToken);
        if (facts.Count == 0)
            return s_none;
        var ids = facts.Select(call => call.Id).ToArray();
        var beside = await BesideAsync(db, facts[0], ids, span, cancellationToken);
        var (attempts, spans) = (Of<AttemptFacts>(beside.Attempts).ToLookup(attempt => attempt.CallId), Of<SpanFacts>(beside.Spans).ToLookup(one => one.CallId));
        var decisions = Of<DecisionRow>(beside.Decisions).ToDictionary(row => row.CallId);
        var main = decisions.GetValueOrDefault(callId);
        var decision = DecisionRecord.Parse(main?.Record);
        return new TraceDetail([.. facts.Select(call => new TraceCall(call, [.. attempts[call.Id]], [.. spans[call.Id]], DecisionRecord.Parse(decisions.GetValueOrDefault(call.Id)?.Record)))])
        {
            User = beside.User,
            Assistant = main?.Assistant,
            Prompt = beside.Slug is null ? null : new PromptNames(beside.Slug, beside.Prompt!, beside.Version!),
            BudgetPeriod = await PeriodAsync(db, decision?.Budgets.RefusedBy?.Id, cancellationToken),
            Passages = await PassagesAsync(db, decision?.Passages ?? [], cancellationToken),
            Feedback = Of<RatingRow>(beside.Feedback).Select(row => new FeedbackFacts(row.Rating, row.Comment, row.CreatedAt)).FirstOrDefault(),
        };
    }

    /// <summary>What was said. Errors: those of <see cref="CallPayload.ReadAsync"/>.</summary>
    public async Task<Result<CallPayload>> TextsAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await TraceRights.CheckAsync(db, cancellationToken) is { } refused ? refused : await CallPayload.ReadAsync(db, callId, cancellationToken);
    }

    // The call that was asked for, then the others of its turn in their order.
    private static Task<List<CallFacts>> FactsAsync(StudioDb db, Guid callId, (DateTimeOffset From, DateTimeOffset To) span, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<CallFacts>($"""
            with asked as (
              select * from call where org_id = {db.Scope.OrganizationId} and id = {callId} and started_at between {span.From} and {span.To})
            select c.id as "Id", c.started_at as "StartedAt", c.turn_id as "TurnId", c.user_id as "UserId", c.api_key_id as "ApiKeyId", c.end_user as "EndUser", c.trace_id as "TraceId",
                   c.feature as "Feature", c.prompt_version_id as "PromptVersionId", c.requested_model as "RequestedModel", c.served_model as "ServedModel", c.provider as "Provider",
                   c.streamed as "Streamed", c.ending as "Ending", c.error_code as "ErrorCode", c.duration_ms as "DurationMs", c.first_token_ms as "FirstTokenMs",
                   c.input_tokens as "InputTokens", c.cached_input_tokens as "CachedInputTokens", c.output_tokens as "OutputTokens", c.estimated as "Estimated",
                   c.cost_nano_usd as "CostNanoUsd", c.cache_kind as "CacheKind", c.saved_nano_usd as "SavedNanoUsd"
            from (
              select * from asked
              union all
              select other.* from asked join call other on other.org_id = asked.org_id and other.turn_id = asked.turn_id and other.id <> asked.id
              where other.started_at between {span.From} and {span.To}) c
            order by c.id <> {callId}, c.started_at
            limit 100
            """).ToListAsync(cancellationToken);

    // All of it in one statement: of a trace, going back and forth took longer than reading.
    private static Task<Beside> BesideAsync(StudioDb db, CallFacts call, Guid[] calls, (DateTimeOffset From, DateTimeOffset To) span, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Beside>($"""
            select
              (select coalesce(json_agg(a), '[]')::text from (
                 select call_id as "CallId", number as "Number", provider as "Provider", model_id as "ModelId", started_at as "StartedAt", duration_ms as "DurationMs",
                        first_token_ms as "FirstTokenMs", error_code as "ErrorCode", queued_ms as "QueuedMs", input_tokens as "InputTokens", output_tokens as "OutputTokens", cost_nano_usd as "CostNanoUsd"
                 from call_attempt
                 where org_id = {db.Scope.OrganizationId} and call_id = any ({calls}) and call_started_at between {span.From} and {span.To}
                 order by call_id, number) a) as "Attempts",
              (select coalesce(json_agg(s), '[]')::text from (
                 select call_id as "CallId", name as "Name", started_at as "StartedAt", duration_us as "DurationUs"
                 from span
                 where org_id = {db.Scope.OrganizationId} and call_id = any ({calls}) and call_started_at between {span.From} and {span.To}
                 order by started_at, id) s) as "Spans",
              (select coalesce(json_agg(d), '[]')::text from (
                 select d.call_id as "CallId", d.record::text as "Record", a.name as "Assistant"
                 from decision d left join assistant a on a.org_id = d.org_id and a.id = d.assistant_id
                 where d.org_id = {db.Scope.OrganizationId} and d.call_id = any ({calls}) and d.call_started_at between {span.From} and {span.To}) d) as "Decisions",
              (select coalesce(json_agg(f), '[]')::text from (
                 select rating as "Rating", comment as "Comment", created_at as "CreatedAt" from feedback
                 where org_id = {db.Scope.OrganizationId} and call_id = any ({calls}) order by created_at desc limit 1) f) as "Feedback",
              (select display_name from app_user where id = {call.UserId}) as "User", p.slug as "Slug", p.name as "Prompt", p.version as "Version"
            from (values (1)) one
            left join (
              select p.slug, p.name, v.version from prompt_version v join prompt p on p.org_id = v.org_id and p.id = v.prompt_id
              where v.org_id = {db.Scope.OrganizationId} and v.id = {call.PromptVersionId}) p on true
            """).SingleAsync(cancellationToken);

    private static T[] Of<T>(string rows) => JsonSerializer.Deserialize<T[]>(rows)!;

    private static async Task<string?> PeriodAsync(StudioDb db, Guid? budgetId, CancellationToken cancellationToken) => budgetId is null ? null :
        await db.Database.SqlQuery<string>($"""select period as "Value" from budget where org_id = {db.Scope.OrganizationId} and id = {budgetId}""").SingleOrDefaultAsync(cancellationToken);

    private static async Task<IReadOnlyList<PassageFacts>> PassagesAsync(StudioDb db, IReadOnlyList<RecordedPassage> given, CancellationToken cancellationToken)
    {
        if (given.Count == 0)
            return [];
        var chunks = given.Select(passage => passage.ChunkId).ToArray();
        var places = (await db.Database.SqlQuery<Place>($"""
            select c.id as "ChunkId", d.name as "Document", d.id as "DocumentId", d.knowledge_base_id as "BaseId", c.heading_path as "HeadingPath", c.page as "Page"
            from chunk c join document d on d.org_id = c.org_id and d.id = c.document_id
            where c.org_id = {db.Scope.OrganizationId} and c.id = any ({chunks})
            """).ToListAsync(cancellationToken)).ToDictionary(place => place.ChunkId);
        return [.. given.Select(passage => places.TryGetValue(passage.ChunkId, out var place)
            ? new PassageFacts(passage.Ordinal, passage.Score, place.Document, place.DocumentId, place.BaseId, place.HeadingPath, place.Page)
            : new PassageFacts(passage.Ordinal, passage.Score, null, null, null, null, null))];
    }

    private sealed record Beside(string Attempts, string Spans, string Decisions, string Feedback, string? User, string? Slug, string? Prompt, string? Version);

    // What is read here, the API does not say: comments are left out of it.
    private sealed record RatingRow(short Rating, string? Comment, DateTimeOffset CreatedAt);

    private sealed record DecisionRow(Guid CallId, string Record, string? Assistant);

    private sealed record Place(Guid ChunkId, string Document, Guid DocumentId, Guid BaseId, string HeadingPath, int? Page);
}
