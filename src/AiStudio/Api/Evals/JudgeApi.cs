using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Evals;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Evals;

/// <summary>Judges and what people say beside them. Admins and owners.</summary>
internal static class JudgeApi
{
    private const string Address = "/api/evals/judges";

    public static void MapJudgeApi(this IEndpointRouteBuilder routes)
    {
        var judges = routes.MapResource(Address, ApiKeyScope.Evals, Role.Admin).WithTags("Evaluations");
        judges.MapGet("", ListAsync).AnswersPage<JudgeEntry>("List judges", EvalExamples.JudgeEntry);
        judges.MapPost("", CreateAsync).Answers<JudgeDetail>(StatusCodes.Status201Created, "Create a judge", EvalExamples.Judge, EvalExamples.NewJudge);
        judges.MapGet("/{id:guid}", GetAsync).Answers<JudgeDetail>("Get a judge and how far it agrees with people", EvalExamples.Judge);
        judges.MapPut("/{id:guid}", ReplaceAsync).RequireIfMatch().Answers<JudgeDetail>("Change a judge", EvalExamples.Judge, EvalExamples.JudgeChanges);
        judges.MapDelete("/{id:guid}", ArchiveAsync).RequireIfMatch().AnswersNothing("Archive a judge");
        judges.MapPost("/{id:guid}/labels", LabelAsync).AnswersNothing("Say whether an answer is good", EvalExamples.Label);
        judges.MapPost("/{id:guid}/calibrate", CalibrateAsync).Answers<JudgeDetail>("Ask a judge about labelled answers", EvalExamples.Judge);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, JudgeLibrary judges, CancellationToken cancellationToken) =>
        (await judges.ListAsync(context.ApiCaller(), cancellationToken)).ToPage(context, page, judge => judge.Id);

    private static async Task<IResult> CreateAsync(Body<JudgeBody> body, HttpContext context, JudgeDesk desk, JudgeLibrary judges, RowVersions versions, CancellationToken cancellationToken)
    {
        var created = await desk.CreateAsync(context.ApiCaller(), body.Value.ToDraft(), cancellationToken);
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{created.Value}";
        return await context.VersionedAsync<EvalJudge, JudgeDetail>(
            versions, created.Value, caller => judges.OpenAsync(caller, created.Value, cancellationToken), StatusCodes.Status201Created);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, JudgeLibrary judges, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<EvalJudge, JudgeDetail>(versions, id, caller => judges.OpenAsync(caller, id, cancellationToken));

    private static async Task<IResult> ReplaceAsync(Guid id, Body<JudgeBody> body, HttpContext context, JudgeDesk desk, JudgeLibrary judges, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await desk.ChangeAsync(context.ApiCaller(), id, body.Value.ToDraft(), IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, judges, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    private static async Task<IResult> ArchiveAsync(Guid id, HttpContext context, JudgeDesk desk, CancellationToken cancellationToken) =>
        (await desk.ArchiveAsync(context.ApiCaller(), id, IfMatch.VersionOf(context), cancellationToken)).ToNoContent(context);

    private static async Task<IResult> LabelAsync(Guid id, Body<LabelBody> body, HttpContext context, JudgeDesk desk, CancellationToken cancellationToken) =>
        (await desk.LabelAsync(context.ApiCaller(), id, body.Value.RunId, body.Value.CaseId, body.Value.Repeat ?? 1, body.Value.Good, cancellationToken)).ToNoContent(context);

    /// <summary>Up to 50 at a time; how many are left says <c>notAsked</c>.</summary>
    private static async Task<IResult> CalibrateAsync(Guid id, HttpContext context, JudgeDesk desk, CancellationToken cancellationToken) =>
        (await desk.CalibrateAsync(context.ApiCaller(), id, cancellationToken)).ToOk(context);

    /// <summary>A judge as it is to be.</summary>
    /// <param name="Name">1 to 100 characters.</param>
    /// <param name="Rubric">What a good answer is, in words.</param>
    /// <param name="Model">An alias or a pinned id.</param>
    internal sealed record JudgeBody(string? Name, string? Rubric, string? Model)
    {
        public JudgeDraft ToDraft() => new(Name ?? "", Rubric ?? "", Model ?? "");
    }

    /// <summary>What a person says of an answer.</summary>
    /// <param name="RunId">Of which run.</param>
    /// <param name="CaseId">To which case.</param>
    /// <param name="Repeat">Which answer to it, 1 when it is left out.</param>
    /// <param name="Good">Whether it is good; null takes back what was said.</param>
    internal sealed record LabelBody(Guid RunId, Guid CaseId, int? Repeat, bool? Good);
}
