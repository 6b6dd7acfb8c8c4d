using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Jobs;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Jobs;

/// <summary>
/// Slow work: one's own jobs, and all of the organization's for admins. A key sees its creator's jobs whatever they are about. With the scope <c>chat</c> it
/// cancels them; without <c>admin</c> it retries none, which would do again what it may not do itself.
/// </summary>
internal static class JobApi
{
    public static void MapJobApi(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/jobs").RequireAuthorization(CallerPolicies.Any).AddEndpointFilter<ReadableRequest>().WithTags("Jobs");
        jobs.MapGet("", ListAsync).AnswersPage<JobEntry>("List jobs", JobExamples.Job);
        jobs.MapGet("/{id:guid}", GetAsync).Answers<JobEntry>("Get a job", JobExamples.Job);
        jobs.MapPost("/{id:guid}/cancel", CancelAsync).RequireCaller(ApiKeyScope.Chat).AnswersNothing("Cancel a job");
        jobs.MapPost("/{id:guid}/retry", RetryAsync).RequireCaller(ApiKeyScope.Admin).AnswersNothing("Retry a job");
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, JobDesk jobs, CancellationToken cancellationToken, string? state = null)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        JobState? only = Enum.TryParse<JobState>(state, ignoreCase: true, out var named) && char.IsAsciiLetter(state![0]) ? named : null;
        if (state is not null && only is null)
            return Error.Invalid("state_invalid", "state is one of queued, running, succeeded, failed, waiting, cancelled and dead.").ToProblem(context);
        var rows = await jobs.ListAsync(context.ApiCaller(), only, page.AfterId, page.Rows + 1, cancellationToken);
        return rows.ToPage(context, page, row => row.Id.ToString());
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, JobDesk jobs, CancellationToken cancellationToken) =>
        (await jobs.GetAsync(context.ApiCaller(), id, cancellationToken)).ToOk(context);

    /// <summary>A waiting job ends at once, a running one within two seconds.</summary>
    private static async Task<IResult> CancelAsync(Guid id, HttpContext context, JobDesk jobs, CancellationToken cancellationToken) =>
        (await jobs.CancelAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static async Task<IResult> RetryAsync(Guid id, HttpContext context, JobDesk jobs, CancellationToken cancellationToken) =>
        (await jobs.RetryAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);
}
