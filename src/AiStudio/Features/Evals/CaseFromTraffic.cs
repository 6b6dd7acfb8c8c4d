using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Evals.Checks;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Redaction;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Evals;

/// <summary>Makes a draft of a case of what was asked, with what names people taken out: of an answer in a chat of the caller's own, as the database shows nobody another's, or of a trace.</summary>
internal sealed class CaseFromTraffic(StudioDatabase database, ITracedCalls traces)
{
    private const int MostQuotes = 3;

    /// <summary>Errors: <c>message_not_found</c> (not found), also for another person's.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="messageId">An answer, or the question to it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<TrafficDraft>> DraftAsync(Caller caller, Guid messageId, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var named = await db.Set<Message>().AsNoTracking().SingleOrDefaultAsync(message => message.Id == messageId, cancellationToken);
        var question = named is { Role: MessageRole.Assistant, ParentId: { } asked } ? await db.Set<Message>().AsNoTracking().SingleOrDefaultAsync(message => message.Id == asked, cancellationToken) : named;
        if (named is null || question is not { Role: MessageRole.User } || question.Text.Length == 0)
            return Error.NotFound("message_not_found", "There is no such message of yours.");
        var history = await HistoryWindow.ReadAsync(db, question.ParentId, cancellationToken);
        var messages = history.Select(said => new CaseMessage(said.Role == ChatRole.User ? CaseMessage.User : CaseMessage.Assistant, Redactor.Standard.Of(said.Text)))
            .Append(new CaseMessage(CaseMessage.User, Redactor.Standard.Of(question.Text)));
        var draft = new CaseDraft("", new CaseContent([.. messages], named.Role == MessageRole.Assistant ? ChecksOf(named) : [])) { Tags = ["traffic"] };
        return new TrafficDraft(draft, await PromptOfAsync(db, named, cancellationToken));
    }

    /// <summary>The same of a call that is on record; it has no check yet. Errors: those of <see cref="ITracedCalls.ReadAsync"/>.</summary>
    public async Task<Result<TrafficDraft>> DraftOfTraceAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        var read = await traces.ReadAsync(caller, callId, cancellationToken);
        if (!read.Succeeded)
            return read.Error;
        var messages = read.Value.Messages.Select(message => message with { Text = Redactor.Standard.Of(message.Text) });
        return new TrafficDraft(new CaseDraft("", new CaseContent([.. messages], [])) { Tags = ["traffic"] }, read.Value.Prompt);
    }

    private static List<Check> ChecksOf(Message answer)
    {
        var citations = answer.Parts.OfType<CitationPart>().Select(part => part.Citation).Where(citation => citation.Verified == true && citation.Quote is not null).Take(MostQuotes).ToList();
        return [.. citations.Select(citation => new Contains(Redactor.Standard.Of(citation.Quote!))), .. citations.Count == 0 ? Array.Empty<Check>() : [new CitationVerified()]];
    }

    private static async Task<string?> PromptOfAsync(StudioDb db, Message answer, CancellationToken cancellationToken) => answer.CallId is not { } call ? null
        : (await db.Database.SqlQuery<string>($"""
            select p.slug as "Value" from call c
            join prompt_version v on v.org_id = c.org_id and v.id = c.prompt_version_id join prompt p on p.org_id = v.org_id and p.id = v.prompt_id
            where c.org_id = {db.Scope.OrganizationId} and c.id = {call} limit 1
            """).ToListAsync(cancellationToken)).FirstOrDefault();
}
