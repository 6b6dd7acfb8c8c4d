using AiStudio.Features.Evals;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Replay;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Detail;

/// <summary>Hands calls on to be made into cases, as far as they are nobody's private chat.</summary>
internal sealed class CallsForCases(StudioDatabase database) : ITracedCalls
{
    public async Task<Result<TracedCall>> ReadAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var read = await RecordedCall.ReadAsync(db, callId, cancellationToken);
        if (!read.Succeeded)
            return read.Error;
        if (read.Value.OwnerId is { } owner && owner != caller.UserId)
            return Error.Forbidden("trace_private", "This is another person's chat. A case is read by every admin, so only the person can make one of it, from the chat.");
        var said = read.Value.Payload.Messages.Where(message => message.Role == ChatRole.User || message.Role == ChatRole.Assistant)
            .Select(message => new CaseMessage(message.Role == ChatRole.User ? CaseMessage.User : CaseMessage.Assistant, Passages.Remove(message.Text).Trim()))
            .Where(message => message.Text.Length > 0).ToList();
        var question = said.FindLastIndex(message => message.Role == CaseMessage.User);
        return question < 0
            ? Error.NotFound("trace_without_question", "Nothing was asked in words in this call, so no case can be made of it.")
            : new TracedCall(said[..(question + 1)], await PromptOfAsync(db, read.Value.Payload.Prompt?.VersionId, cancellationToken));
    }

    private static async Task<string?> PromptOfAsync(StudioDb db, Guid? versionId, CancellationToken cancellationToken) => versionId is null ? null
        : await db.Database.SqlQuery<string>($"""
            select p.slug as "Value" from prompt_version v join prompt p on p.org_id = v.org_id and p.id = v.prompt_id where v.org_id = {db.Scope.OrganizationId} and v.id = {versionId}
            """).SingleOrDefaultAsync(cancellationToken);
}
