using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Prompts;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Reads what an answer is based on: prompt version, history and passages, side by side.</summary>
internal sealed class TurnGatherer(StudioDatabase database, PromptService prompts, PassageRetriever retriever, TimeProvider time)
{
    public async Task<Result<GatheredTurn>> GatherAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var resolving = ResolvePromptAsync(ticket, cancellationToken);
        var remembering = RememberAsync(ticket, cancellationToken);
        var retrieving = RetrieveAsync(ticket, cancellationToken);
        await Task.WhenAll(resolving, remembering, retrieving);

        var (prompt, history, (passages, caching)) = (await resolving, await remembering, await retrieving);
        if (!prompt.Succeeded)
            return prompt.Error;
        var messages = TurnMessages.Assemble(prompt.Value.Text, history, passages, ticket.Question);
        return new GatheredTurn(messages, passages, prompt.Value.VersionId, prompt.Value.Settings, (int)time.GetElapsedTime(began).TotalMilliseconds, caching.PolicyFor(ticket, history, passages));
    }

    private async Task<Result<ResolvedPrompt>> ResolvePromptAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(ticket.Key.Scope, cancellationToken);
        return await prompts.ResolveAsync(db, ticket.PromptId, PromptLabel.Production, cancellationToken);
    }

    private async Task<IReadOnlyList<ChatMessage>> RememberAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(ticket.Key.Scope, cancellationToken);
        return await HistoryWindow.ReadAsync(db, ticket.HistoryFrom, cancellationToken);
    }

    private async Task<(IReadOnlyList<RetrievedPassage> Passages, TurnCaching Caching)> RetrieveAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        var scope = ticket.Key.Scope;
        IReadOnlyList<Guid> bases;
        TurnCaching caching;
        await using (var db = await database.BeginAsync(scope, cancellationToken))
        {
            bases = await AssistantBases.IdsAsync(db, ticket.AssistantId, cancellationToken);
            caching = await TurnCaching.ReadAsync(db, ticket.AssistantId, bases, cancellationToken);
        }

        if (bases.Count == 0 || ticket.TopK == 0)
            return ([], caching);

        var caller = new GatewayCaller(scope.OrganizationId, scope.UserId, ticket.ApiKeyId, ticket.Feature);
        var found = await retriever.SearchAsync(scope, caller, bases, ticket.Question, ticket.TopK, cancellationToken);
        await using var log = await database.BeginAsync(scope, cancellationToken);
        log.Add(new RetrievalLog
        {
            OrganizationId = scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            OwnerId = scope.UserId!.Value,
            TurnId = ticket.Key.TurnId,
            Query = ticket.Question,
            Candidates = RetrievalLog.Describe(found),
            KnowledgeBaseIds = [.. bases],
            Fits = found.Fits,
            Settings = JsonSerializer.Serialize(found.Settings, ChatJson.Options),
            DurationMs = found.DurationMs,
            CreatedAt = time.GetUtcNow(),
        });
        await log.CommitAsync(cancellationToken);
        // Passages that have nothing to do with the question would only be quoted.
        return (found.Fits ? found.Passages : [], caching);
    }
}
