using AiStudio.Features.Chat.FollowUps;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Knowledge.Retrieval.Packing;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Reads what an answer is based on: prompt version, history and passages, side by side.</summary>
internal sealed class TurnGatherer(StudioDatabase database, PromptService prompts, FollowUpRewriter followUps, PassageGatherer passages, TimeProvider time)
{
    public async Task<Result<GatheredTurn>> GatherAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var clock = new GatherClock(time);
        var resolving = clock.TimeAsync(GatherClock.Prompt, () => ResolvePromptAsync(ticket, cancellationToken));
        var remembering = clock.TimeAsync(GatherClock.Memory, () => RememberAsync(ticket, cancellationToken));
        var reading = ReadAsync(ticket, remembering, clock, cancellationToken);
        await Task.WhenAll(resolving, remembering, reading);

        var (prompt, history, read) = (await resolving, await remembering, await reading);
        if (!prompt.Succeeded)
            return prompt.Error;
        var found = read.Packed.Passages;
        var messages = TurnMessages.Assemble(prompt.Value.Text, history, read.Packed, ticket.Question);
        return new GatheredTurn(messages, found, prompt.Value.VersionId, prompt.Value.Settings, (int)time.GetElapsedTime(began).TotalMilliseconds, read.Caching.PolicyFor(ticket, history, found))
        {
            Context = clock.ContextOf(ticket.AssistantId, prompt.Value, found),
            SearchedFor = read.SearchedFor,
            ApprovedAnswer = read.ApprovedAnswer,
            Assignment = prompt.Value.Assignment,
        };
    }

    private async Task<Result<ResolvedPrompt>> ResolvePromptAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(ticket.Key.Scope, cancellationToken);
        var unit = new ExposedUnit(ticket.Key.ConversationId, ticket.Key.Scope.UserId);
        var resolved = await prompts.ResolveAsync(db, ticket.PromptId, PromptLabel.Production, unit, cancellationToken);
        if (resolved.Value?.Assignment is not { } assignment)
            return resolved;
        // Before the answer: one that never comes was met all the same.
        await db.ExposeAsync(assignment, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return resolved;
    }

    private async Task<IReadOnlyList<ChatMessage>> RememberAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(ticket.Key.Scope, cancellationToken);
        return await HistoryWindow.ReadAsync(db, ticket.HistoryFrom, cancellationToken);
    }

    private async Task<Reading> ReadAsync(
        TurnTicket ticket, Task<IReadOnlyList<ChatMessage>> remembering, GatherClock clock, CancellationToken cancellationToken)
    {
        var scope = ticket.Key.Scope;
        IReadOnlyList<Guid> bases;
        TurnCaching caching;
        await using (var db = await database.BeginAsync(scope, cancellationToken))
        {
            bases = await AssistantBases.IdsAsync(db, ticket.AssistantId, cancellationToken);
            caching = await TurnCaching.ReadAsync(db, ticket.AssistantId, bases, ticket.Filter, cancellationToken);
        }

        if (bases.Count == 0 || ticket.TopK == 0)
            return new(PackedPassages.None, null, null, caching);

        var caller = new GatewayCaller(scope.OrganizationId, scope.UserId, ticket.ApiKeyId, ticket.Feature) { OwnerId = scope.UserId };
        var history = await remembering;
        var searched = await clock.TimeAsync(GatherClock.Rewrite, () => followUps.RewriteAsync(caller, history, ticket.Question, cancellationToken));
        var gathered = await clock.TimeAsync(GatherClock.Retrieval, () => passages.GatherAsync(scope, caller, new GatheringRequest(bases, ticket.Question, RetrievalSource.Chat)
        {
            Rewritten = searched.Rewritten,
            TopK = ticket.TopK,
            TurnId = ticket.Key.TurnId,
            Filter = ticket.Filter,
            TakesCurated = !ticket.Fresh,
        }, cancellationToken));
        return gathered.Curated is { } curated
            ? new(new PackedPassages([curated.ToPassage()], 0), searched.Rewritten, curated.Answer, caching)
            : new(gathered.Packed, searched.Rewritten, null, caching);
    }

    private sealed record Reading(PackedPassages Packed, string? SearchedFor, string? ApprovedAnswer, TurnCaching Caching);
}
