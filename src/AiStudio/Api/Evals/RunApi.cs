using System.Globalization;
using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Evals;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Evals;

/// <summary>Runs of suites: what one would cost, start it, follow it, read it, compare two. Admins and owners.</summary>
internal static class RunApi
{
    public static void MapRunApi(this IEndpointRouteBuilder routes)
    {
        var suite = routes.MapResource("/api/evals/suites/{id:guid}", ApiKeyScope.Evals, Role.Admin).WithTags("Evaluations");
        suite.MapPost("/plan", PlanAsync).Answers<RunPlan>("Say what a run would cost", EvalExamples.Plan, EvalExamples.NewRun);
        suite.MapPost("/runs", StartAsync).Answers<RunDetail>(StatusCodes.Status202Accepted, "Start a run", EvalExamples.Run, EvalExamples.NewRun);
        suite.MapGet("/runs", ListAsync).AnswersPage<RunEntry>("List the runs of a suite", EvalExamples.RunEntry);
        var runs = routes.MapResource("/api/evals/runs", ApiKeyScope.Evals, Role.Admin).WithTags("Evaluations");
        runs.MapGet("/{id:guid}", GetAsync).Answers<RunDetail>("Get a run", EvalExamples.Run);
        runs.MapGet("/{id:guid}/results", ResultsAsync).AnswersPage<ResultEntry>("List the results of a run", EvalExamples.Result);
        runs.MapPost("/{id:guid}/cancel", CancelAsync).AnswersNothing("Cancel a run");
        runs.MapGet("/{id:guid}/comparison/{withId:guid}", CompareAsync).Answers<ComparedRuns>("Compare a run with an earlier one", EvalExamples.Comparison);
    }

    private static async Task<IResult> PlanAsync(Guid id, Body<RunBody> body, HttpContext context, VersionReference versions, RunDesk desk, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(id, body.Value, context, versions, cancellationToken);
        return request.Succeeded ? (await desk.PlanAsync(context.ApiCaller(), request.Value, cancellationToken)).ToOk(context) : request.Error.ToProblem(context);
    }

    private static async Task<IResult> StartAsync(Guid id, Body<RunBody> body, HttpContext context, VersionReference versions, RunDesk desk, RunLibrary runs, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(id, body.Value, context, versions, cancellationToken);
        if (!request.Succeeded)
            return request.Error.ToProblem(context);
        var started = await desk.StartAsync(context.ApiCaller(), request.Value, cancellationToken);
        if (!started.Succeeded)
            return started.Error.ToProblem(context);
        context.Response.Headers.Location = $"/api/evals/runs/{started.Value}";
        var run = await runs.OpenAsync(context.ApiCaller(), started.Value, cancellationToken);
        return run.Succeeded ? TypedResults.Json(run.Value, statusCode: StatusCodes.Status202Accepted) : run.Error.ToProblem(context);
    }

    private static async Task<IResult> ListAsync(Guid id, [AsParameters] PageQuery page, HttpContext context, SuiteLibrary suites, RunLibrary runs, CancellationToken cancellationToken)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var suite = await suites.OpenAsync(context.ApiCaller(), id, cancellationToken);
        return suite.Succeeded
            ? (await runs.ListAsync(context.ApiCaller(), id, page.AfterId, page.Rows + 1, cancellationToken)).ToPage(context, page, run => run.Id.ToString())
            : suite.Error.ToProblem(context);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, RunLibrary runs, CancellationToken cancellationToken) =>
        (await runs.OpenAsync(context.ApiCaller(), id, cancellationToken)).ToOk(context);

    private static async Task<IResult> ResultsAsync(
        Guid id, [AsParameters] PageQuery page, HttpContext context, RunLibrary runs, CancellationToken cancellationToken, string? outcome = null, string? tag = null)
    {
        ResultPlace? after = null;
        if (page.Problem is { } problem)
            return problem.ToProblem(context);
        if (page.After is { } place)
        {
            var parts = place.Split('.');
            if (parts.Length != 2 || !Guid.TryParse(parts[0], out var one) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var repeat))
                return PageQuery.Unreadable.ToProblem(context);
            after = new ResultPlace(one, repeat);
        }

        ResultOutcome? wanted = null;
        if (outcome is not null)
        {
            if (!Enum.TryParse<ResultOutcome>(outcome, ignoreCase: true, out var named) || !Enum.IsDefined(named) || char.IsAsciiDigit(outcome.FirstOrDefault()))
                return Error.Invalid("outcome_invalid", "An outcome is passed, failed or error.").ToProblem(context);
            wanted = named;
        }

        var rows = await runs.ResultsAsync(context.ApiCaller(), id, new ResultQuery(wanted, tag), after, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, row => string.Create(CultureInfo.InvariantCulture, $"{row.CaseId}.{row.Repeat}")) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> CancelAsync(Guid id, HttpContext context, RunDesk desk, CancellationToken cancellationToken) =>
        (await desk.CancelAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static async Task<IResult> CompareAsync(Guid id, Guid withId, HttpContext context, RunComparison comparison, CancellationToken cancellationToken) =>
        (await comparison.CompareAsync(context.ApiCaller(), withId, id, cancellationToken)).ToOk(context);

    private static async Task<Result<RunRequest>> RequestAsync(Guid suite, RunBody body, HttpContext context, VersionReference versions, CancellationToken cancellationToken)
    {
        var version = await versions.FindAsync(context.ApiCaller(), suite, body.Prompt, body.Version, cancellationToken);
        return version.Succeeded ? new RunRequest(suite, version.Value, body.Model, EvalOrigin.Program) : version.Error;
    }

    /// <summary>A run that is wanted.</summary>
    /// <param name="Prompt">The slug of the suite's prompt, to be sure that it is that one.</param>
    /// <param name="Version">A version's number, or a label; left out: what stands at production.</param>
    /// <param name="Model">An alias or a pinned id; left out: the suite's.</param>
    internal sealed record RunBody(string? Prompt, string? Version, string? Model);
}
