using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Privacy;

/// <summary>What is a person's data, part by part.</summary>
internal static class PersonData
{
    /// <param name="db">In the person's own name.</param>
    public static IEnumerable<ExportSection> Sections(StudioDb db)
    {
        var (organization, user) = (db.Scope.OrganizationId, db.Scope.UserId);
        yield return Open(db, "account", $"""
            select jsonb_build_object('id', u.id, 'name', u.display_name, 'email', u.email, 'created_at', u.created_at, 'role', m.role)::text as "Value"
            from app_user u join membership m on m.user_id = u.id and m.org_id = {organization} where u.id = {user}
            """);
        yield return Private(db, "settings", $"""select settings::text as "Value" from user_profile where org_id = {organization} and owner_id = {user}""");
        yield return Private(db, "conversations", $"""
            select jsonb_build_object('id', c.id, 'title', c.title, 'created_at', c.created_at, 'messages', coalesce((
              select jsonb_agg(jsonb_build_object('id', m.id, 'answers', m.parent_id, 'role', m.role, 'state', m.state, 'at', m.created_at, 'parts', m.parts) order by m.created_at, m.id)
              from message m where m.org_id = c.org_id and m.owner_id = c.owner_id and m.conversation_id = c.id), '[]'::jsonb))::text as "Value"
            from conversation c where c.org_id = {organization} and c.owner_id = {user} order by c.created_at
            """);
        yield return Private(db, "memories", $"""
            select jsonb_build_object('text', text, 'at', created_at)::text as "Value" from user_memory where org_id = {organization} and owner_id = {user} order by created_at
            """);
        yield return Private(db, "feedback", $"""
            select jsonb_build_object('message', message_id, 'rating', rating, 'comment', comment, 'at', created_at)::text as "Value"
            from feedback where org_id = {organization} and owner_id = {user} order by created_at
            """);
        yield return Private(db, "searches", $"""
            select jsonb_build_object('query', query, 'searched_for', rewritten, 'at', created_at)::text as "Value"
            from retrieval_log where org_id = {organization} and owner_id = {user} order by created_at
            """);
        yield return Open(db, "documents", $"""
            select jsonb_build_object('id', id, 'name', name, 'state', state, 'at', created_at)::text as "Value" from document where org_id = {organization} and created_by = {user} order by created_at
            """);
        yield return Private(db, "notifications", $"""
            select jsonb_build_object('title', title, 'text', body, 'at', created_at)::text as "Value" from notification where org_id = {organization} and owner_id = {user} order by id
            """);
        yield return Open(db, "api_keys", $"""
            select jsonb_build_object('name', name, 'prefix', prefix, 'created_at', created_at, 'revoked_at', revoked_at)::text as "Value" from api_key where org_id = {organization} and created_by = {user} order by id
            """);
        yield return Open(db, "usage", $"""
            select jsonb_build_object('day', c.day, 'feature', c.feature, 'calls', count(*), 'input_tokens', sum(c.input_tokens), 'output_tokens', sum(c.output_tokens), 'cost_nano_usd', sum(c.cost_nano_usd))::text as "Value"
            from (select (started_at at time zone 'UTC')::date as day, feature, input_tokens, output_tokens, cost_nano_usd from call where org_id = {organization} and user_id = {user}) c
            group by c.day, c.feature order by c.day, c.feature
            """);
        yield return new ExportSection("calls", Private: false, OwnCalls.ReadAsync(db));
        yield return new ExportSection("background_requests", Private: true, BackgroundAsync(db));
    }

    private static ExportSection Open(StudioDb db, string name, FormattableString rows) => new(name, Private: false, db.Database.SqlQuery<string>(rows).AsAsyncEnumerable());

    private static ExportSection Private(StudioDb db, string name, FormattableString rows) => Open(db, name, rows) with { Private = true };

    // What was sent and answered are the bytes of requests, which need not be JSON: they are told as texts.
    private static async IAsyncEnumerable<string> BackgroundAsync(StudioDb db, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rows = db.Database.SqlQuery<Background>($"""
            select created_at as "At", custom_id as "CustomId", status as "Status", body as "Body", answer as "Answer"
            from background_request where org_id = {db.Scope.OrganizationId} and owner_id = {db.Scope.UserId} order by id
            """).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellationToken))
            yield return JsonSerializer.Serialize(new { row.At, row.CustomId, row.Status, Request = Encoding.UTF8.GetString(row.Body), Answer = row.Answer is null ? null : Encoding.UTF8.GetString(row.Answer) }, JsonSerializerOptions.Web);
    }

    private sealed record Background(DateTimeOffset At, string? CustomId, int? Status, byte[] Body, byte[]? Answer);
}
