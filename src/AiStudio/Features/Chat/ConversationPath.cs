using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat;

/// <summary>The path from a conversation's root to its active leaf. All its messages come in one query; the path is walked here.</summary>
internal static class ConversationPath
{
    public static async Task<IReadOnlyList<MessageView>> ReadAsync(StudioDb db, Conversation conversation, CancellationToken cancellationToken)
    {
        var rows = await (
            from message in db.Set<Message>().AsNoTracking()
            where message.OwnerId == conversation.OwnerId && message.ConversationId == conversation.Id
            from turn in db.Set<Turn>().Where(turn => turn.Id == message.TurnId).DefaultIfEmpty()
            from feedback in db.Set<Feedback>().Where(feedback => feedback.MessageId == message.Id).DefaultIfEmpty()
            select new { Message = message, Problem = turn!.ErrorMessage, Rating = (short?)feedback!.Rating })
            .ToDictionaryAsync(row => row.Message.Id, cancellationToken);
        var path = new List<MessageView>(rows.Count);
        for (var next = conversation.ActiveLeafId; next is { } id && rows.Remove(id, out var row); next = row.Message.ParentId)
            path.Add(View(row.Message, row.Problem, row.Rating));
        path.Reverse();
        return path;
    }

    private static MessageView View(Message message, string? problem, short? rating) => new(
        message.Id,
        message.ParentId,
        message.Role,
        message.State,
        message.Text,
        [.. message.Parts.OfType<CitationPart>().Select(part => part.Citation)],
        message.Parts.OfType<FactsPart>().FirstOrDefault()?.Facts,
        message.TurnId,
        message.CreatedAt,
        rating,
        problem);
}
