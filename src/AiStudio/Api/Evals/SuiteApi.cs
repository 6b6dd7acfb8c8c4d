using AiStudio.Api.Contract;
using AiStudio.Api.Auth;
using AiStudio.Api.Reference;
using AiStudio.Features.Evals;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Evals;

/// <summary>Suites of evaluations. Admins and owners.</summary>
internal static class SuiteApi
{
    private const string Address = "/api/evals/suites";

    public static void MapSuiteApi(this IEndpointRouteBuilder routes)
    {
        var suites = routes.MapResource(Address, ApiKeyScope.Evals, Role.Admin).WithTags("Evaluations");
        suites.MapGet("", ListAsync).AnswersPage<SuiteEntry>("List suites", EvalExamples.SuiteEntry);
        suites.MapPost("", CreateAsync).Answers<SuiteDetail>(StatusCodes.Status201Created, "Create a suite", EvalExamples.Suite, EvalExamples.NewSuite);
        suites.MapGet("/{id:guid}", GetAsync).Answers<SuiteDetail>("Get a suite", EvalExamples.Suite);
        suites.MapPut("/{id:guid}", ReplaceAsync).RequireIfMatch().Answers<SuiteDetail>("Change a suite", EvalExamples.Suite, EvalExamples.SuiteChanges);
        suites.MapDelete("/{id:guid}", ArchiveAsync).RequireIfMatch().AnswersNothing("Archive a suite");
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, SuiteLibrary suites, CancellationToken cancellationToken) =>
        (await suites.ListAsync(context.ApiCaller(), cancellationToken)).ToPage(context, page, suite => suite.Id);

    private static async Task<IResult> CreateAsync(Body<SuiteBody> body, HttpContext context, SuiteDesk desk, SuiteLibrary suites, RowVersions versions, CancellationToken cancellationToken)
    {
        var created = await desk.CreateAsync(context.ApiCaller(), body.Value.ToDraft(), cancellationToken);
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{created.Value}";
        return await context.VersionedAsync<EvalSuite, SuiteDetail>(
            versions, created.Value, caller => suites.OpenAsync(caller, created.Value, cancellationToken), StatusCodes.Status201Created);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, SuiteLibrary suites, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<EvalSuite, SuiteDetail>(versions, id, caller => suites.OpenAsync(caller, id, cancellationToken));

    /// <summary>The settings as they are sent; one that is left out takes its default. The prompt stays.</summary>
    private static async Task<IResult> ReplaceAsync(Guid id, Body<SuiteBody> body, HttpContext context, SuiteDesk desk, SuiteLibrary suites, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await desk.ChangeAsync(context.ApiCaller(), id, body.Value.ToDraft(), IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, suites, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    private static async Task<IResult> ArchiveAsync(Guid id, HttpContext context, SuiteDesk desk, CancellationToken cancellationToken) =>
        (await desk.ArchiveAsync(context.ApiCaller(), id, IfMatch.VersionOf(context), cancellationToken)).ToNoContent(context);

    /// <summary>A suite as it is to be; what is left out takes its default.</summary>
    /// <param name="Name">1 to 100 characters; its address is made of it once.</param>
    /// <param name="Prompt">The slug of the prompt whose versions are asked. Given once; a change ignores it.</param>
    /// <param name="Model">An alias or a pinned id.</param>
    /// <param name="KnowledgeBaseIds">Where passages are looked for.</param>
    /// <param name="TopK">How many passages, 0 to 50.</param>
    /// <param name="MinPassRate">The share of cases that must pass, 0 to 1.</param>
    /// <param name="Margin">How much worse than the incumbent a candidate may be, as a fraction of cases.</param>
    /// <param name="AlertDrop">How far the pass rate may drop before admins are told.</param>
    /// <param name="Repeats">How often each case is asked, 1 to 10.</param>
    /// <param name="Parallel">How many cases are asked at once, 1 to 32.</param>
    /// <param name="BudgetNanoUsd">What a run may cost at most.</param>
    /// <param name="RunsOnChange">Whether new versions and changed models are run by themselves.</param>
    /// <param name="Gates">Whether a version must pass it before it may go into production.</param>
    /// <param name="NightlyAt">When it runs every night, in UTC.</param>
    /// <param name="JudgeId">Who decides checks of tone and rubric.</param>
    internal sealed record SuiteBody(
        string? Name, string? Prompt, string? Model, IReadOnlyList<Guid>? KnowledgeBaseIds, int? TopK, double? MinPassRate, double? Margin, double? AlertDrop, int? Repeats, int? Parallel,
        long? BudgetNanoUsd, bool? RunsOnChange, bool? Gates, TimeOnly? NightlyAt, Guid? JudgeId)
    {
        public SuiteDraft ToDraft()
        {
            var usual = new SuiteDraft(Name ?? "", Prompt ?? "", Model ?? "");
            return usual with
            {
                KnowledgeBaseIds = KnowledgeBaseIds ?? [],
                TopK = TopK ?? usual.TopK,
                MinPassRate = MinPassRate ?? usual.MinPassRate,
                Margin = Margin ?? usual.Margin,
                AlertDrop = AlertDrop ?? usual.AlertDrop,
                Repeats = Repeats ?? usual.Repeats,
                Parallel = Parallel ?? usual.Parallel,
                BudgetNanoUsd = BudgetNanoUsd ?? usual.BudgetNanoUsd,
                RunsOnChange = RunsOnChange ?? usual.RunsOnChange,
                Gates = Gates ?? usual.Gates,
                NightlyAt = NightlyAt,
                JudgeId = JudgeId,
            };
        }
    }
}
