using AiStudio.Features.Chat;
using AiStudio.Features.Chat.FollowUps;
using AiStudio.Features.Chat.Reading;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Knowledge.Retrieval.Packing;
using AiStudio.Features.Prompts;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Replay;

/// <summary>
/// Makes of a record what is asked again. Tools are never run: their recorded results stand in the messages, and a tool that the answer calls anew is shown and not run.
/// What is searched for again is searched for with the rights of the admin who replays.
/// </summary>
internal sealed class ReplayBuilder(StudioDatabase database, PromptService prompts, FollowUpRewriter followUps, PassageGatherer passages, TimeProvider time)
{
    /// <summary>Errors: <c>redacted</c>, <c>no_prompt</c> (conflict), <c>no_version</c> (not found), <c>prompt_label_missing</c>, and those of rendering.</summary>
    public async Task<Result<ReplayRequest>> BuildAsync(CallReplay replay, RecordedCall recorded, GatewayCaller caller, CancellationToken cancellationToken)
    {
        var payload = recorded.Payload;
        switch (replay.Mode)
        {
            case ReplayMode.Frozen when payload.Redacted:
                return Error.Conflict("redacted", "Something was taken out of these texts when they were stored, so the same cannot be asked again. Ask with another version or model, or live.");
            case ReplayMode.Frozen:
                // What the budgets allowed then is what was sent.
                var options = payload.Options with { MaxOutputTokens = payload.Options.GrantedOutputTokens ?? payload.Options.MaxOutputTokens };
                return new ReplayRequest(recorded.ServedModel ?? payload.Model, payload.Messages, options, payload.Prompt?.VersionId, payload.Passages);
            case ReplayMode.Candidate:
                return await CandidateAsync(replay, payload, cancellationToken);
            default:
                return await LiveAsync(replay, recorded, caller, cancellationToken);
        }
    }

    private async Task<Result<ReplayRequest>> CandidateAsync(CallReplay replay, CallPayload payload, CancellationToken cancellationToken)
    {
        var model = replay.Model ?? payload.Model;
        if (replay.VersionId is not { } versionId)
            return new ReplayRequest(model, payload.Messages, payload.Options, payload.Prompt?.VersionId, payload.Passages);
        if (payload.Prompt is null || payload.Messages is not [{ } system, ..] || system.Role != ChatRole.System)
            return Error.Conflict("no_prompt", "This call does not begin with a prompt of ours, so there is nothing that another version could stand in for.");
        await using var db = await database.BeginAsync(new TenantScope(replay.OrganizationId, replay.RequestedBy), cancellationToken);
        if (await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(version => version.Id == versionId, cancellationToken) is not { } candidate)
            return Error.NotFound("no_version", "There is no such version.");
        var rendered = prompts.Render(candidate, payload.Prompt.Variables);
        return rendered.Succeeded
            ? new ReplayRequest(model, [new ChatMessage(ChatRole.System, rendered.Value.Text), .. payload.Messages.Skip(1)], payload.Options.With(candidate.Settings), versionId, payload.Passages)
            : rendered.Error;
    }

    private async Task<Result<ReplayRequest>> LiveAsync(CallReplay replay, RecordedCall recorded, GatewayCaller caller, CancellationToken cancellationToken)
    {
        var payload = recorded.Payload;
        if (payload.Prompt is not { } prompt || payload.Messages is not [{ } system, .., { } asked] || system.Role != ChatRole.System)
            return Error.Conflict("no_prompt", "This call does not begin with a prompt of ours: there is nothing that could be gathered anew. Replay it frozen, or on another model.");
        var scope = new TenantScope(replay.OrganizationId, replay.RequestedBy);
        var resolved = await InProductionAsync(scope, prompt.VersionId, cancellationToken);
        if (!resolved.Succeeded)
            return resolved.Error;
        var history = payload.Messages.Skip(1).SkipLast(payload.Passages.Count > 0 ? 2 : 1).ToList();
        var packed = await SearchAsync(scope, caller, recorded.AssistantId, history, asked.Text, cancellationToken);
        return new ReplayRequest(
            payload.Model, TurnMessages.Assemble(resolved.Value.Text, history, packed, asked.Text), payload.Options.With(resolved.Value.Settings), resolved.Value.VersionId,
            [.. packed.Passages.Select((passage, at) => new RecordedPassage(passage.ChunkId, passage.DocumentVersionId, at + 1, passage.Score))]);
    }

    private async Task<Result<ResolvedPrompt>> InProductionAsync(TenantScope scope, Guid recordedVersion, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var promptId = await db.Set<PromptVersion>().Where(version => version.Id == recordedVersion).Select(version => version.PromptId).SingleAsync(cancellationToken);
        var version = await (
            from label in db.Set<PromptLabel>().AsNoTracking()
            join row in db.Set<PromptVersion>().AsNoTracking() on label.VersionId equals row.Id
            where label.PromptId == promptId && label.Label == PromptLabel.Production
            select row).SingleOrDefaultAsync(cancellationToken);
        return version is null
            ? Error.NotFound("prompt_label_missing", "No version of its prompt is in production.")
            : prompts.Render(version, new Dictionary<string, string>());
    }

    private async Task<PackedPassages> SearchAsync(TenantScope scope, GatewayCaller caller, Guid? assistantId, List<ChatMessage> history, string question, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> bases = [];
        var filter = new SearchFilter();
        if (assistantId is { } assistant)
        {
            await using var db = await database.BeginAsync(scope, cancellationToken);
            bases = await AssistantBases.IdsAsync(db, assistant, cancellationToken);
            filter = await ReadDocuments.OfAsync(db, assistant, time.GetUtcNow(), cancellationToken);
        }

        if (bases.Count == 0)
            return PackedPassages.None;
        var searched = await followUps.RewriteAsync(caller, history, question, cancellationToken);
        var request = new GatheringRequest(bases, question, RetrievalSource.Evaluation) { Rewritten = searched.Rewritten, Filter = filter, TakesCurated = false, Logged = false };
        return (await passages.GatherAsync(scope, caller, request, cancellationToken)).Packed;
    }
}
