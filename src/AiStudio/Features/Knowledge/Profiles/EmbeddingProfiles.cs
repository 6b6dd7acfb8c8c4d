using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Knowledge.Profiles;

/// <summary>Which embedding model a base uses, and how that is changed without a moment in which it cannot be searched.</summary>
internal sealed class EmbeddingProfiles(
    StudioDatabase database, JobService jobs, IEmbeddingGenerator<string, Embedding<float>> embeddings, TimeProvider time)
{
    private const int LongestModel = 200;

    public async Task<Result<ProfileView>> ReadAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var view = await db.Database.SqlQuery<ProfileView>($"""
            select p.model as "Model", p.dimensions as "Dimensions", p.version as "Version", n.model as "NextModel", o.model as "PreviousModel", o.version as "PreviousVersion",
                   j.state as "JobState", j.progress_percent as "Percent", j.reason as "Reason", b.chunk_tokens as "ChunkTokens", b.overlap_tokens as "OverlapTokens"
            from knowledge_base b
            join embedding_profile p on p.org_id = b.org_id and p.id = b.embedding_profile_id
            left join embedding_profile n on n.org_id = b.org_id and n.id = b.next_profile_id
            left join embedding_profile o on o.org_id = b.org_id and o.id = b.previous_profile_id
            left join job j on j.org_id = b.org_id and j.id = b.reindex_job_id
            where b.org_id = {caller.OrganizationId} and b.id = {baseId}
            """).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);
        return view is null ? NotFound : view;
    }

    /// <summary>Begins to fill vectors of the model beside the live ones. The same model again means a new version: what it is routed to may have changed.</summary>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid baseId, string model, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        if (model.Trim() is not { Length: > 0 and <= LongestModel } name || name.Contains('\0', StringComparison.Ordinal))
        {
            return Error.Invalid("model_invalid", "Enter the name of an embedding model or alias.");
        }

        var dimensions = await MeasureAsync(caller, name, cancellationToken);
        if (!dimensions.Succeeded)
        {
            return dimensions.Error;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var versions = await db.Set<EmbeddingProfile>().Where(row => row.Model == name && row.Dimensions == dimensions.Value).Select(row => row.Version).ToListAsync(cancellationToken);
        var profile = new EmbeddingProfile
        {
            OrganizationId = caller.OrganizationId,
            Id = Guid.CreateVersion7(),
            Model = name,
            Dimensions = dimensions.Value,
            Version = versions.DefaultIfEmpty(0).Max() + 1,
            CreatedAt = time.GetUtcNow(),
        };
        db.Add(profile);
        await db.SaveChangesAsync(cancellationToken);
        return await BeginAsync(db, caller, baseId, profile.Id, "knowledge_base.embedding_change_started", cancellationToken);
    }

    /// <summary>Goes back to the profile of before. Only documents that came since are embedded.</summary>
    public async Task<Result<Done>> RollBackAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var previous = await db.Set<KnowledgeBase>().Where(row => row.Id == baseId).Select(row => row.PreviousProfileId).SingleOrDefaultAsync(cancellationToken);
        return previous is { } profile
            ? await BeginAsync(db, caller, baseId, profile, "knowledge_base.embedding_rollback_started", cancellationToken)
            : Error.Conflict("no_previous_profile", "This base has had no other embedding model, so there is nothing to go back to.");
    }

    /// <summary>Calls the change off; the live profile stays.</summary>
    public async Task<Result<Done>> StopAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var job = await db.Set<KnowledgeBase>().Where(row => row.Id == baseId).Select(row => row.ReindexJobId).SingleOrDefaultAsync(cancellationToken);
        var stopped = job is null ? NotFound : await jobs.CancelAsync(db, job.Value, cancellationToken);
        if (stopped.Succeeded)
        {
            db.LogActivity(caller, "knowledge_base.embedding_change_stopped", "knowledge_base", baseId);
        }

        await db.CommitAsync(cancellationToken);
        return stopped;
    }

    private async Task<Result<Done>> BeginAsync(StudioDb db, Caller caller, Guid baseId, Guid profileId, string action, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"select 1 from knowledge_base where org_id = {organization} and id = {baseId} for no key update", cancellationToken);
        if (await db.Set<KnowledgeBase>().SingleOrDefaultAsync(row => row.Id == baseId, cancellationToken) is not { } knowledge)
        {
            return NotFound;
        }

        if (knowledge.NextProfileId is not null)
        {
            return Error.Conflict("reindex_running", "The embedding model is being changed already. Stop that first.");
        }

        var models = await db.Set<EmbeddingProfile>().Where(row => row.Id == profileId || row.Id == knowledge.EmbeddingProfileId).ToDictionaryAsync(row => row.Id, row => new { row.Model, row.Version }, cancellationToken);
        knowledge.NextProfileId = profileId;
        knowledge.ReindexJobId = await jobs.EnqueueAsync(db, new NewJob(ReindexBase.JobKind, baseId, ReindexBase.Arguments(profileId)), cancellationToken);
        db.LogActivity(caller, action, "knowledge_base", baseId, null, new Change(models.GetValueOrDefault(knowledge.EmbeddingProfileId), models[profileId]));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>How many numbers a vector of the model has: it is asked.</summary>
    private async Task<Result<int>> MeasureAsync(Caller caller, string model, CancellationToken cancellationToken)
    {
        try
        {
            using var call = new GatewayCall(new GatewayCaller(caller.OrganizationId, caller.UserId, null, "embedding"), model);
            var vectors = await embeddings.GenerateAsync(["dimensions"], new GatewayEmbeddingOptions(call), cancellationToken);
            return vectors[0].Vector.Length;
        }
        catch (GatewayException ex)
        {
            return Error.Invalid("model_unusable", $"The model {model} gives no embeddings. {ex.Message}");
        }
    }

    private static Error Forbidden => Error.Forbidden("admins_only", "Only admins change knowledge bases.");

    private static Error NotFound => Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
}
