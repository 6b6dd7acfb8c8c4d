using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Idempotency;
using AiStudio.Api.Reference;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Deletion;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Knowledge;

/// <summary>Knowledge bases: every member reads them, admins write.</summary>
internal static class KnowledgeBaseApi
{
    private const string Address = "/api/knowledge-bases";

    public static void MapKnowledgeBaseApi(this IEndpointRouteBuilder routes)
    {
        var bases = routes.MapResource(Address, ApiKeyScope.Knowledge).WithTags("Knowledge bases");
        bases.MapGet("", ListAsync).AnswersPage<BaseSummary>("List knowledge bases", KnowledgeExamples.Summary);
        bases.MapPost("", CreateAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin)
            .Answers<BaseDetail>(StatusCodes.Status201Created, "Create a knowledge base", KnowledgeExamples.Base, KnowledgeExamples.NewBase);
        bases.MapGet("/{id:guid}", GetAsync).Answers<BaseDetail>("Get a knowledge base", KnowledgeExamples.Base);
        bases.MapPatch("/{id:guid}", ChangeAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).RequireIfMatch()
            .Answers<BaseDetail>("Rename, describe, archive or restore a knowledge base", KnowledgeExamples.Base, KnowledgeExamples.Changes);
        bases.MapDelete("/{id:guid}", DeleteAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin)
            .Answers<JobEntry>(StatusCodes.Status202Accepted, "Delete an archived knowledge base for good", KnowledgeExamples.Deletion);
    }

    /// <summary>Those in use, or with <c>archived=true</c> those in the archive, the newest first.</summary>
    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, KnowledgeService bases, CancellationToken cancellationToken, bool archived = false) =>
        page.ProblemById is { } problem
            ? problem.ToProblem(context)
            : (await bases.PageAsync(context.ApiCaller(), archived, page.AfterId, page.Rows + 1, cancellationToken)).ToPage(context, page, row => row.Id.ToString());

    private static async Task<IResult> CreateAsync(Body<NewKnowledgeBase> body, HttpContext context, KnowledgeService bases, RowVersions versions, CancellationToken cancellationToken)
    {
        var created = await bases.CreateAsync(context.ApiCaller(), context.EffectId(), body.Value.Name ?? "", body.Value.Description ?? "", cancellationToken);
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{created.Value}";
        return await context.VersionedAsync<KnowledgeBase, BaseDetail>(
            versions, created.Value, caller => bases.GetAsync(caller, created.Value, cancellationToken), StatusCodes.Status201Created);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, KnowledgeService bases, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<KnowledgeBase, BaseDetail>(versions, id, caller => bases.GetAsync(caller, id, cancellationToken));

    private static async Task<IResult> ChangeAsync(
        Guid id, Body<BaseChanges> body, HttpContext context, KnowledgeService bases, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await bases.ChangeAsync(context.ApiCaller(), id, body.Value, IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, bases, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    /// <summary>
    /// With its documents, chunks, curated answers, sets of questions and the log of what it was asked. It is archived first (<c>not_archived</c>), and no assistant names it
    /// (<c>assistants_read_it</c>). The job that it answers with says how far the deletion is; one that was stopped or given up goes on.
    /// </summary>
    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, BaseDeletions deletions, JobDesk jobs, CancellationToken cancellationToken)
    {
        var begun = await deletions.BeginAsync(context.ApiCaller(), id, typedName: null, cancellationToken);
        if (!begun.Succeeded)
            return begun.Error.ToProblem(context);
        context.Response.Headers.Location = $"/api/jobs/{begun.Value}";
        var job = await jobs.GetAsync(context.ApiCaller(), begun.Value, cancellationToken);
        return job.Succeeded ? TypedResults.Json(job.Value, statusCode: StatusCodes.Status202Accepted) : job.Error.ToProblem(context);
    }

    /// <summary>A knowledge base to be made.</summary>
    /// <param name="Name">1 to 200 characters, one of its own in the organization.</param>
    /// <param name="Description">What is in it, up to 2,000 characters.</param>
    internal sealed record NewKnowledgeBase(string? Name, string? Description);
}
