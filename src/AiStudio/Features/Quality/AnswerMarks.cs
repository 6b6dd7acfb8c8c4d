using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Quality;

/// <summary>Writes down what became of answers, within the caller's transaction. Doing it twice does no harm.</summary>
internal static class AnswerMarks
{
    /// <param name="db">Saved by its owner.</param>
    /// <param name="conversationId">Whose assistant answered.</param>
    /// <param name="callId">The call that answered.</param>
    /// <param name="mark">What became of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task MarkAnswerAsync(this StudioDb db, Guid conversationId, Guid callId, AnswerMark mark, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into answer_mark (org_id, call_id, assistant_id, refused, quoted, verified)
        select org_id, {callId}, assistant_id, {mark.Refused}, {mark.Quoted}, {mark.Verified} from conversation where org_id = {db.Scope.OrganizationId} and id = {conversationId}
        on conflict (org_id, call_id) do update
        set assistant_id = excluded.assistant_id, refused = excluded.refused, quoted = excluded.quoted, verified = excluded.verified, folded = false
        """, cancellationToken);

    /// <summary>1 or −1; null takes the rating back.</summary>
    public static Task MarkRatingAsync(this StudioDb db, Guid callId, int? rating, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into answer_mark (org_id, call_id, rating) values ({db.Scope.OrganizationId}, {callId}, {(short?)rating})
        on conflict (org_id, call_id) do update set rating = excluded.rating, folded = false
        """, cancellationToken);
}
