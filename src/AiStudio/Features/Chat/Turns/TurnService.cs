using AiStudio.Features.Chat.Reading;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Begins, repeats and stops turns. A turn belongs to neither circuit nor request: closing the tab does not lose the answer.</summary>
internal sealed class TurnService(StudioDatabase database, TurnRunner runner, IEnumerable<IQuestionLimit> limits, TimeProvider time)
{
    private const int LongestQuestion = 200_000;

    private static readonly Error NoConversation = Error.NotFound("conversation_not_found", "This conversation does not exist any more.");
    private static readonly Error NoAssistant = Error.NotFound("assistant_not_found", "This assistant does not exist any more. Pick another one.");
    private static readonly Error NoMessage = Error.NotFound("message_not_found", "This message does not exist any more.");
    private static readonly Error Running = Error.Conflict("turn_running", "An answer is still being written here. Wait for it, or press Stop.");

    public async Task<Result<StartedTurn>> AskAsync(Caller caller, AskRequest request, CancellationToken cancellationToken)
    {
        var text = CleanText.Of(request.Text).Trim();
        if (text.Length == 0)
            return Error.Invalid("question_empty", "Write a question first.");
        if (text.Length > LongestQuestion)
            return Error.Invalid("question_too_long", $"A question may have {LongestQuestion:N0} characters; this one has {text.Length:N0}.");
        var tags = request.Tags is null ? null : DocumentTag.AllOf(request.Tags);
        if (tags is null && request.Tags is not null)
            return DocumentTag.Invalid;
        if (!request.IsCounted && await OverLimitAsync(caller, cancellationToken) is { } overLimit)
            return overLimit;

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (request.TurnId is { } turnId && await db.Set<Turn>().AsNoTracking().SingleOrDefaultAsync(turn => turn.Id == turnId, cancellationToken) is { } before)
            return new StartedTurn(before.ConversationId, before.Id, before.QuestionId, before.AnswerId);
        var conversation = request.ConversationId is { } id ? await LockAsync(db, id, cancellationToken) : null;
        if (conversation is null && request.ConversationId is not null)
            return NoConversation;
        var assistant = await AssistantService.FindAsync(db, request.AssistantId ?? conversation?.AssistantId, cancellationToken);
        if (assistant is null)
            return NoAssistant;
        if (conversation is not null && await IsRunningAsync(db, conversation.Id, cancellationToken))
            return Running;

        Guid? parent = request.ParentMessageId is { } named ? (named == Guid.Empty ? null : named) : conversation?.ActiveLeafId;
        if (parent is not null && !await IsAnswerAsync(db, conversation, parent.Value, cancellationToken))
            return NoMessage;
        if (conversation is not null)
            await db.RecordAskedAgainAsync(await AnsweredBeforeAsync(db, conversation.Id, text, cancellationToken), cancellationToken);
        conversation ??= db.Add(NewConversation(caller, assistant, text)).Entity;
        conversation.AssistantId = assistant.Id;
        conversation.NarrowedTags = tags ?? conversation.NarrowedTags;
        var question = db.Add(new Message
        {
            OrganizationId = caller.OrganizationId,
            Id = Guid.CreateVersion7(),
            OwnerId = caller.UserId,
            ConversationId = conversation.Id,
            ParentId = parent,
            Role = MessageRole.User,
            State = MessageState.Complete,
            Parts = [new TextPart(text)],
            CreatedAt = time.GetUtcNow(),
        }).Entity;
        return await BeginAsync(db, request, conversation, question, assistant, fresh: false, cancellationToken);
    }

    /// <summary>Another answer to the same question, beside the one given.</summary>
    public async Task<Result<StartedTurn>> RetryAsync(Caller caller, Guid answerId, CancellationToken cancellationToken)
    {
        if (await OverLimitAsync(caller, cancellationToken) is { } overLimit)
            return overLimit;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var answer = await db.Set<Message>().AsNoTracking().SingleOrDefaultAsync(message => message.Id == answerId, cancellationToken);
        if (answer is not { Role: MessageRole.Assistant, ParentId: not null })
            return NoMessage;
        var conversation = await LockAsync(db, answer.ConversationId, cancellationToken);
        if (conversation is null)
            return NoConversation;
        if (await IsRunningAsync(db, conversation.Id, cancellationToken))
            return Running;
        var assistant = await AssistantService.FindAsync(db, conversation.AssistantId, cancellationToken);
        if (assistant is null)
            return NoAssistant;
        var question = await db.Set<Message>().SingleAsync(message => message.Id == answer.ParentId, cancellationToken);
        var model = await db.Set<Turn>().Where(turn => turn.Id == answer.TurnId).Select(turn => turn.Model).SingleOrDefaultAsync(cancellationToken);
        if (answer.TurnId is { } again)
            await db.RecordAskedAgainAsync([again], cancellationToken);
        return await BeginAsync(db, new AskRequest(conversation.Id, question.ParentId, question.Text, Model: model), conversation, question, assistant, fresh: true, cancellationToken);
    }

    /// <summary>Ends the answer at the provider, on whatever node it runs. What was said until then is kept.</summary>
    public async Task<Result<Done>> StopAsync(Caller caller, Guid turnId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await db.Set<Turn>().AnyAsync(turn => turn.Id == turnId, cancellationToken))
            return Error.NotFound("turn_not_found", "This answer does not exist any more.");
        var now = time.GetUtcNow();
        await db.Set<Turn>()
            .Where(turn => turn.Id == turnId && turn.State == TurnState.Running && turn.StopRequestedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(turn => turn.StopRequestedAt, now), cancellationToken);
        await db.NotifyAsync(TurnTopics.Stop, turnId.ToString(), cancellationToken);
        await db.CommitAsync(cancellationToken);
        runner.Stop(turnId);
        return Done.Value;
    }

    // Before any lock is taken: reading the rules may need a connection of its own.
    private async Task<Error?> OverLimitAsync(Caller caller, CancellationToken cancellationToken)
    {
        foreach (var limit in limits)
        {
            if ((await limit.TakeAsync(caller, cancellationToken)).Error is { } overLimit)
                return overLimit;
        }

        return null;
    }

    private async Task<StartedTurn> BeginAsync(
        StudioDb db, AskRequest request, Conversation conversation, Message question, Assistant assistant, bool fresh, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = new TurnKey(db.Scope, conversation.Id, request.TurnId ?? Guid.CreateVersion7(), AnswerId: Guid.CreateVersion7());
        var model = string.IsNullOrWhiteSpace(request.Model) ? assistant.Model : CleanText.Of(request.Model);
        db.Add(new Message
        {
            OrganizationId = conversation.OrganizationId,
            Id = key.AnswerId,
            OwnerId = conversation.OwnerId,
            ConversationId = conversation.Id,
            ParentId = question.Id,
            Role = MessageRole.Assistant,
            State = MessageState.Streaming,
            Parts = [],
            TurnId = key.TurnId,
            CreatedAt = now,
        });
        db.Add(new Turn
        {
            OrganizationId = conversation.OrganizationId,
            Id = key.TurnId,
            OwnerId = conversation.OwnerId,
            ConversationId = conversation.Id,
            QuestionId = question.Id,
            AnswerId = key.AnswerId,
            Model = model,
            StartedAt = now,
        });
        (conversation.ActiveLeafId, conversation.UpdatedAt) = (key.AnswerId, now);
        await db.NotifyConversationAsync(conversation.Id, key.TurnId, cancellationToken);
        await db.CommitAsync(cancellationToken);
        runner.Start(new TurnTicket(key, question.Id, question.ParentId, question.Text, assistant.Id, assistant.PromptId, model, assistant.Feature, assistant.TopK)
        {
            Fresh = fresh,
            Filter = ReadDocuments.Of(assistant, conversation.NarrowedTags, now),
            ApiKeyId = request.ApiKeyId,
        });
        return new StartedTurn(conversation.Id, key.TurnId, question.Id, key.AnswerId);
    }

    private Conversation NewConversation(Caller caller, Assistant assistant, string question) => new()
    {
        OrganizationId = caller.OrganizationId,
        Id = Guid.CreateVersion7(),
        OwnerId = caller.UserId,
        AssistantId = assistant.Id,
        Title = ConversationTitle.From(question),
        CreatedAt = time.GetUtcNow(),
        UpdatedAt = time.GetUtcNow(),
    };

    // Two asks at once in one conversation take their turns here.
    private static async Task<Conversation?> LockAsync(StudioDb db, Guid id, CancellationToken cancellationToken) =>
        (await db.Set<Conversation>()
            .FromSql($"select * from conversation where org_id = {db.Scope.OrganizationId} and id = {id} and deleted_at is null for update")
            .ToListAsync(cancellationToken)).SingleOrDefault();

    private static Task<bool> IsRunningAsync(StudioDb db, Guid conversationId, CancellationToken cancellationToken) =>
        db.Set<Turn>().AnyAsync(turn => turn.ConversationId == conversationId && turn.State == TurnState.Running, cancellationToken);

    // The turns that answered the same question here.
    private static Task<List<Guid>> AnsweredBeforeAsync(StudioDb db, Guid conversationId, string text, CancellationToken cancellationToken) => db.Database.SqlQuery<Guid>($"""
        select a.turn_id as "Value" from message q join message a on a.org_id = q.org_id and a.parent_id = q.id
        where q.org_id = {db.Scope.OrganizationId} and q.conversation_id = {conversationId} and q.role = 'user' and lower(q.parts -> 0 ->> 'text') = lower({text}) and a.turn_id is not null
        """).ToListAsync(cancellationToken);

    private static async Task<bool> IsAnswerAsync(StudioDb db, Conversation? conversation, Guid id, CancellationToken cancellationToken) =>
        conversation is not null && await db.Set<Message>().AnyAsync(
            message => message.Id == id && message.ConversationId == conversation.Id && message.Role == MessageRole.Assistant, cancellationToken);
}
