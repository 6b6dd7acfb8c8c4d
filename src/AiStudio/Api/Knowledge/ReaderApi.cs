using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Idempotency;
using AiStudio.Api.Reference;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Readers;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Knowledge;

/// <summary>Who reads knowledge bases, and the groups that readers are put in. Admins and owners.</summary>
internal static class ReaderApi
{
    private const string Groups = "/api/reader-groups";

    public static void MapReaderApi(this IEndpointRouteBuilder routes)
    {
        var readers = routes.MapResource("/api/knowledge-bases/{knowledgeBaseId:guid}/readers", ApiKeyScope.Knowledge, Role.Admin).WithTags("Knowledge bases");
        readers.MapGet("", GetAsync).Answers<ReaderList>("Get the readers of a knowledge base", KnowledgeExamples.Readers);
        readers.MapPut("", SetAsync).RequireIfMatch().Answers<ReaderList>("Set the readers of a knowledge base", KnowledgeExamples.Readers, KnowledgeExamples.NewReaders);

        var groups = routes.MapResource(Groups, ApiKeyScope.Knowledge, Role.Admin).WithTags("Knowledge bases");
        groups.MapGet("", ListAsync).AnswersPage<GroupDetail>("List groups of readers", KnowledgeExamples.Group);
        groups.MapPost("", CreateAsync).Answers<GroupDetail>(StatusCodes.Status201Created, "Create a group of readers", KnowledgeExamples.Group, KnowledgeExamples.NewGroup);
        groups.MapGet("/{id:guid}", GetGroupAsync).Answers<GroupDetail>("Get a group of readers", KnowledgeExamples.Group);
        groups.MapPatch("/{id:guid}", ChangeAsync).RequireIfMatch().Answers<GroupDetail>("Rename a group of readers, or say who is in it", KnowledgeExamples.Group, KnowledgeExamples.GroupChanges);
        groups.MapDelete("/{id:guid}", DeleteAsync).AnswersNothing("Delete a group of readers");
    }

    private static Task<IResult> GetAsync(Guid knowledgeBaseId, HttpContext context, BaseReaders readers, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<KnowledgeBase, ReaderList>(versions, knowledgeBaseId, caller => readers.ReadAsync(caller, knowledgeBaseId, cancellationToken));

    /// <summary>These and no others. Owners and admins always read.</summary>
    private static async Task<IResult> SetAsync(
        Guid knowledgeBaseId, Body<NewReaders> body, HttpContext context, BaseReaders readers, RowVersions versions, CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var choice = new ReaderChoice(wanted.Everybody, wanted.Roles ?? [], wanted.GroupIds ?? [], wanted.UserIds ?? []);
        var set = await readers.SetAsync(context.ApiCaller(), knowledgeBaseId, choice, IfMatch.VersionOf(context), cancellationToken);
        return set.Succeeded ? await GetAsync(knowledgeBaseId, context, readers, versions, cancellationToken) : set.Error.ToProblem(context);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, ReaderGroups groups, CancellationToken cancellationToken)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var rows = await groups.ListAsync(context.ApiCaller(), page.AfterId, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, row => row.Id.ToString()) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> CreateAsync(Body<NewReaderGroup> body, HttpContext context, ReaderGroups groups, RowVersions versions, CancellationToken cancellationToken)
    {
        var created = await groups.CreateAsync(context.ApiCaller(), context.EffectId(), body.Value.Name ?? "", cancellationToken);
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Groups}/{created.Value}";
        return await context.VersionedAsync<ReaderGroup, GroupDetail>(
            versions, created.Value, caller => groups.GetAsync(caller, created.Value, cancellationToken), StatusCodes.Status201Created);
    }

    private static Task<IResult> GetGroupAsync(Guid id, HttpContext context, ReaderGroups groups, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<ReaderGroup, GroupDetail>(versions, id, caller => groups.GetAsync(caller, id, cancellationToken));

    private static async Task<IResult> ChangeAsync(
        Guid id, Body<ReaderGroupChanges> body, HttpContext context, ReaderGroups groups, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await groups.ChangeAsync(context.ApiCaller(), id, body.Value.Name, body.Value.MemberIds, IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetGroupAsync(id, context, groups, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, ReaderGroups groups, CancellationToken cancellationToken) =>
        (await groups.DeleteAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    /// <summary>Who shall read a base.</summary>
    /// <param name="Everybody">Every member of the organization; then the others do not count.</param>
    /// <param name="Roles">Whose members: <c>member</c>, <c>finance</c>.</param>
    /// <param name="GroupIds">Groups of readers.</param>
    /// <param name="UserIds">Members of the organization.</param>
    internal sealed record NewReaders(bool Everybody = false, IReadOnlyList<string>? Roles = null, IReadOnlyList<Guid>? GroupIds = null, IReadOnlyList<Guid>? UserIds = null);

    /// <summary>A group to be made.</summary>
    /// <param name="Name">1 to 200 characters, one of its own in the organization.</param>
    internal sealed record NewReaderGroup(string? Name);

    /// <summary>What is to be changed about a group; what is left out stays.</summary>
    /// <param name="Name">1 to 200 characters.</param>
    /// <param name="MemberIds">All of its people.</param>
    internal sealed record ReaderGroupChanges(string? Name = null, IReadOnlyList<Guid>? MemberIds = null);
}
