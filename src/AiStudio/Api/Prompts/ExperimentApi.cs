using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Prompts;

/// <summary>Tests that split the traffic of a prompt among its versions. Admins and owners.</summary>
internal static class ExperimentApi
{
    private const string Address = "/api/experiments";

    public static void MapExperimentApi(this IEndpointRouteBuilder routes)
    {
        var experiments = routes.MapResource(Address, ApiKeyScope.Admin, Role.Admin).WithTags("Experiments");
        experiments.MapGet("", ListAsync).AnswersPage<ExperimentEntry>("List experiments", ExperimentExamples.Entry);
        experiments.MapPost("", CreateAsync).Answers<ExperimentDetail>(StatusCodes.Status201Created, "Set up an experiment", ExperimentExamples.Experiment, ExperimentExamples.New);
        experiments.MapGet("/{id:guid}", GetAsync).Answers<ExperimentDetail>("Get an experiment with its figures", ExperimentExamples.Experiment);
        experiments.MapPost("/{id:guid}/start", StartAsync).Answers<ExperimentDetail>("Start an experiment", ExperimentExamples.Experiment);
        experiments.MapPost("/{id:guid}/pause", PauseAsync).Answers<ExperimentDetail>("Pause an experiment", ExperimentExamples.Experiment);
        experiments.MapPost("/{id:guid}/resume", ResumeAsync).Answers<ExperimentDetail>("Let an experiment go on", ExperimentExamples.Experiment);
        experiments.MapPost("/{id:guid}/stop", StopAsync).Answers<ExperimentDetail>("Stop an experiment", ExperimentExamples.Experiment, ExperimentExamples.Stop);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, ExperimentLibrary library, CancellationToken cancellationToken)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var found = await library.ListAsync(context.ApiCaller(), page.AfterId, page.Rows + 1, cancellationToken);
        return found.ToPage(context, page, experiment => experiment.Id.ToString());
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, ExperimentLibrary library, CancellationToken cancellationToken) =>
        (await library.OpenAsync(context.ApiCaller(), id, cancellationToken)).ToOk(context);

    /// <summary>A draft: it splits nothing before it is started. The other arms are compared with the first.</summary>
    private static async Task<IResult> CreateAsync(
        Body<NewExperiment> body, HttpContext context, PromptLibrary prompts, ExperimentDesk desk, ExperimentLibrary library, CancellationToken cancellationToken)
    {
        var caller = context.ApiCaller();
        var prompt = await prompts.OpenAsync(caller, body.Value.Prompt ?? "", cancellationToken);
        if (!prompt.Succeeded)
            return prompt.Error.ToProblem(context);
        var draft = body.Value.ToDraft(prompt.Value);
        var created = draft.Succeeded ? await desk.CreateAsync(caller, draft.Value, cancellationToken) : draft.Error;
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        var opened = await library.OpenAsync(caller, created.Value, cancellationToken);
        return opened.Succeeded ? context.Created($"{Address}/{created.Value}", opened.Value) : opened.Error.ToProblem(context);
    }

    /// <summary>From now on its arms answer, by the weights that it was set up with. Refused while something else splits the traffic of the prompt: <c>experiment_running</c>.</summary>
    private static async Task<IResult> StartAsync(Guid id, HttpContext context, ExperimentDesk desk, ExperimentLibrary library, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, library, await desk.StartAsync(context.ApiCaller(), id, cancellationToken), cancellationToken);

    /// <summary>The version in production answers everybody until it goes on.</summary>
    private static async Task<IResult> PauseAsync(Guid id, HttpContext context, ExperimentDesk desk, ExperimentLibrary library, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, library, await desk.PauseAsync(context.ApiCaller(), id, cancellationToken), cancellationToken);

    private static async Task<IResult> ResumeAsync(Guid id, HttpContext context, ExperimentDesk desk, ExperimentLibrary library, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, library, await desk.ResumeAsync(context.ApiCaller(), id, cancellationToken), cancellationToken);

    /// <summary>For ever. A winner goes into production through its promotion.</summary>
    private static async Task<IResult> StopAsync(Guid id, Body<StopBody> body, HttpContext context, ExperimentDesk desk, ExperimentLibrary library, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, library, await desk.StopAsync(context.ApiCaller(), id, body.Value.Reason ?? "", cancellationToken), cancellationToken);

    private static async Task<IResult> DoneAsync(Guid id, HttpContext context, ExperimentLibrary library, Result<Done> done, CancellationToken cancellationToken) =>
        done.Succeeded ? await GetAsync(id, context, library, cancellationToken) : done.Error.ToProblem(context);

    /// <summary>Why it is stopped.</summary>
    /// <param name="Reason">Up to 500 characters.</param>
    internal sealed record StopBody(string? Reason);
}
