using AiStudio.Features.Prompts.Experiments;
using AiStudio.Features.Quality;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat;

internal sealed class FeedbackService(StudioDatabase database, TimeProvider time)
{
    /// <summary>Rates an answer with 1 or -1; null takes the rating back.</summary>
    public async Task<Result<Done>> RateAsync(Caller caller, Guid messageId, int? rating, string? comment, CancellationToken cancellationToken)
    {
        if (rating is not (null or 1 or -1))
            return Error.Invalid("rating_invalid", "A rating is a thumb up or down.");
        comment = string.IsNullOrWhiteSpace(comment) ? null : CleanText.Of(comment).Trim();
        if (comment?.Length > Feedback.LongestComment)
            return Error.Invalid("comment_too_long", $"A comment may have {Feedback.LongestComment:N0} characters.");

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var answer = await db.Set<Message>().AsNoTracking().SingleOrDefaultAsync(message => message.Id == messageId && message.Role == MessageRole.Assistant, cancellationToken);
        if (answer is null)
            return Error.NotFound("message_not_found", "This answer does not exist any more.");
        if (rating is null)
        {
            await db.Set<Feedback>().Where(feedback => feedback.MessageId == messageId).ExecuteDeleteAsync(cancellationToken);
        }
        else
        {
            var now = time.GetUtcNow();
            // Two tabs that rate at once: the later one stands.
            await db.Database.ExecuteSqlAsync($"""
                insert into feedback (org_id, message_id, owner_id, rating, comment, created_at, call_id)
                values ({caller.OrganizationId}, {messageId}, {caller.UserId}, {rating}, {comment}, {now}, {answer.CallId})
                on conflict (org_id, message_id) do update set rating = excluded.rating, comment = excluded.comment, created_at = excluded.created_at, call_id = excluded.call_id
                """, cancellationToken);
        }

        if (answer.TurnId is { } turn)
            await db.RecordRatingAsync(turn, rating, cancellationToken);
        if (answer.CallId is { } call)
            await db.MarkRatingAsync(call, rating, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
