using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>
/// Looks for words in what was said in the calls that a filter admits. Texts are kept compressed, so they are opened one by one, the newest first and not without end;
/// the database hands out only what the person may read.
/// </summary>
internal static class TextSearch
{
    // Calls whose texts are asked for, most of which may be closed; and texts that are opened.
    private const int MostCalls = 5_000;
    private const int MostTexts = 1_000;

    public static async Task<(Guid[] Calls, string Note)> FindAsync(StudioDb db, TraceFilter filter, string words, CancellationToken cancellationToken)
    {
        var calls = await new TraceWalk(db, filter).ReadAsync<Place>(MostCalls, admitted => $"""select c.id as "Id", c.started_at as "StartedAt" from ({admitted}) c""", cancellationToken);
        var (ids, times) = (calls.ConvertAll(call => call.Id).ToArray(), calls.ConvertAll(call => call.StartedAt.UtcDateTime).ToArray());
        var texts = db.Database.SqlQuery<Kept>($"""
            select p.call_id as "CallId", p.request as "Request", p.response as "Response"
            from unnest({ids}, {times}) with ordinality as c (id, started_at, place)
            join call_payload p on p.org_id = {db.Scope.OrganizationId} and p.call_id = c.id and p.call_started_at = c.started_at
            order by c.place
            limit {MostTexts}
            """).AsAsyncEnumerable();
        var (found, seen) = (new List<Guid>(), 0);
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            seen++;
            if (Holds(text, words))
                found.Add(text.CallId);
        }

        var note = seen == MostTexts ? $"Only the newest {MostTexts:N0} texts that you may read were searched. Choose a shorter span of days to search the others."
            : calls.Count == MostCalls ? $"Only the newest {MostCalls:N0} calls were looked at, and searched where you may read their texts. Choose a shorter span of days, or a narrower filter, to search the others."
            : "Only texts that are kept and that you may read were searched: of private chats, those that you have opened.";
        return ([.. found], note);
    }

    private static bool Holds(Kept text, string words) =>
        PayloadJson.Messages(PayloadJson.Unpack<StoredRequest>(text.Request).Messages)
            .Concat(text.Response is null ? [] : PayloadJson.Messages(PayloadJson.Unpack<StoredResponse>(text.Response).Messages))
            .Any(message => message.Text.Contains(words, StringComparison.OrdinalIgnoreCase));

    private sealed record Place(Guid Id, DateTimeOffset StartedAt);

    private sealed record Kept(Guid CallId, byte[] Request, byte[]? Response);
}
