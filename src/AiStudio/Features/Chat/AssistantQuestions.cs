using AiStudio.Features.Chat.FollowUps;
using AiStudio.Features.Chat.Reading;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Knowledge.Retrieval.Packing;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Features.Models.Caching;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat;

/// <summary>Asks assistants without a conversation: whoever asks brings what was said, and nothing of it is kept.</summary>
internal sealed class AssistantQuestions(StudioDatabase database, PromptService prompts, FollowUpRewriter followUps, PassageGatherer gatherer, TimeProvider time)
{
    /// <summary>The slugs of the assistants that can be asked.</summary>
    public async Task<IReadOnlyList<(string Slug, DateTimeOffset CreatedAt)>> SlugsAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var found = await db.Set<Assistant>().AsNoTracking().Where(assistant => assistant.ArchivedAt == null)
            .OrderBy(assistant => assistant.Slug).Select(assistant => new { assistant.Slug, assistant.CreatedAt }).ToListAsync(cancellationToken);
        return [.. found.Select(assistant => (assistant.Slug, assistant.CreatedAt))];
    }

    /// <summary>Gathers the prompt at <paramref name="label"/> and the passages for the last question in <paramref name="asked"/>. Errors: <c>no_assistant</c>, <c>prompt_label_missing</c> (not found), <c>tags_invalid</c>.</summary>
    public async Task<Result<AssistantQuestion>> GatherAsync(
        GatewayCaller caller, string slug, string label, ExposedUnit unit, AssistantRequest asked, CancellationToken cancellationToken)
    {
        var said = asked.Messages;
        if (DocumentTag.AllOf(asked.Tags) is not { } tags)
            return DocumentTag.Invalid;
        var scope = new TenantScope(caller.OrganizationId, caller.UserId);
        var clock = new GatherClock(time);
        Assistant? assistant;
        Result<ResolvedPrompt> prompt;
        IReadOnlyList<Guid> bases;
        TimeSpan? keepFor;
        await using (var db = await database.BeginAsync(scope, cancellationToken))
        {
            assistant = await db.Set<Assistant>().AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug && row.ArchivedAt == null, cancellationToken);
            if (assistant is null)
                return Error.NotFound("no_assistant", "There is no such assistant.");
            prompt = await clock.TimeAsync(GatherClock.Prompt, () => prompts.ResolveAsync(db, assistant.PromptId, label, unit, cancellationToken));
            bases = assistant.TopK == 0 ? [] : await AssistantBases.IdsAsync(db, assistant.Id, cancellationToken);
            keepFor = await CachePolicies.OfAsync(db, assistant.Id, cancellationToken) is { KeepMinutes: > 0 and var minutes } ? TimeSpan.FromMinutes(minutes) : null;
            if (prompt.Value?.Assignment is { } assignment)
            {
                await db.ExposeAsync(assignment, cancellationToken);
                await db.CommitAsync(cancellationToken);
            }
        }

        if (!prompt.Succeeded)
            return prompt.Error;
        var last = LastQuestion(said);
        var question = last < 0 ? "" : said[last].Text;
        var packed = bases.Count == 0 || question.Length == 0
            ? PackedPassages.None
            : await clock.TimeAsync(GatherClock.Retrieval, () => ReadAsync(caller, new GatheringRequest(bases, question, RetrievalSource.Assistant) { TopK = assistant.TopK, Filter = ReadDocuments.Of(assistant, tags, time.GetUtcNow()) }, [.. said.Take(last)], cancellationToken));
        // In the question's place it stands itself, with its pictures and with what followed it.
        var messages = TurnMessages.Assemble(prompt.Value.Text, [.. said.Take(last)], packed, question).SkipLast(1).Concat(said.Skip(Math.Max(0, last)));
        return new AssistantQuestion(assistant.Model, assistant.Feature, prompt.Value.VersionId, prompt.Value.Settings, [.. messages], packed.Passages, keepFor)
        {
            Assignment = prompt.Value.Assignment,
            Context = clock.ContextOf(assistant.Id, prompt.Value, packed.Passages),
        };
    }

    // An approved answer stands first, and the model says it in the form that the program asked for.
    private async Task<PackedPassages> ReadAsync(GatewayCaller caller, GatheringRequest request, IReadOnlyList<ChatMessage> before, CancellationToken cancellationToken)
    {
        var searched = await followUps.RewriteAsync(caller, before, request.Question, cancellationToken);
        var gathered = await gatherer.GatherAsync(new TenantScope(caller.OrganizationId, caller.UserId), caller, request with { Rewritten = searched.Rewritten }, cancellationToken);
        return gathered.Curated is { } curated ? gathered.Packed with { Passages = [curated.ToPassage(), .. gathered.Packed.Passages] } : gathered.Packed;
    }

    private static int LastQuestion(IReadOnlyList<ChatMessage> said)
    {
        var last = said.Count - 1;
        while (last >= 0 && said[last].Role != ChatRole.User)
            last--;
        return last;
    }
}
