using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>
/// What a person asked through their keys and in the playground, as far as texts are kept: it belongs to nobody's chat, but to what they take with them.
/// What they asked for others, in evaluations and replays, does not.
/// </summary>
internal static class OwnCalls
{
    // The file is no page.
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object each, the oldest first, of the person of <paramref name="db"/>.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(StudioDb db, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rows = db.Database.SqlQuery<Row>($"""
            select c.started_at as "At", c.feature as "Feature", c.requested_model as "Model", p.request as "Request", p.response as "Response"
            from call_payload p join call c on c.org_id = p.org_id and c.id = p.call_id and c.started_at = p.call_started_at
            where p.org_id = {db.Scope.OrganizationId} and p.owner_id is null and c.user_id = {db.Scope.UserId} and c.feature not in ('evals', 'replay', 'connection_test', 'system')
            order by p.call_id
            """).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            yield return JsonSerializer.Serialize(new
            {
                row.At, row.Feature, row.Model,
                Messages = PayloadJson.Unpack<StoredRequest>(row.Request).Messages,
                Answer = row.Response is null ? null : PayloadJson.Unpack<StoredResponse>(row.Response).Messages,
            }, s_options);
        }
    }

    private sealed record Row(DateTimeOffset At, string Feature, string Model, byte[] Request, byte[]? Response);
}
