using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AiStudio.Api.Auth;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Chat;
using AiStudio.Features.Jobs;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Background;

/// <summary>What follows a 202: the job's events, its result, and taking it back.</summary>
internal sealed class JobFollowing(JobWatch watch, JobService jobs, BackgroundRequests requests, StudioDatabase database)
{
    private static readonly Error s_missing = Error.NotFound("job_not_found", "There is no such job of yours.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/jobs/{id:guid}").RequireCaller(ApiKeyScope.Chat).WithTags("Jobs");
        group.MapGet("/events", (Guid id, HttpContext context, JobFollowing following) => following.EventsAsync(id, context))
            .WithName("WatchJob").WithSummary("Watch a job until it ends, from the event after Last-Event-ID")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/result", (Guid id, HttpContext context, JobFollowing following) => following.ResultAsync(id, context))
            .WithName("GetJobResult").WithSummary("The answer of a chat completion in the background, with its own status; 202 and the job while it runs")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Produces<JobView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("", (Guid id, HttpContext context, JobFollowing following) => following.CancelAsync(id, context))
            .WithName("DeleteJob").WithSummary("Take a job back: one that waits ends at once, one that runs within seconds")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <summary>The events after a number, as SSE and the hub tell them.</summary>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync(Caller caller, Guid id, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in watch.WatchAsync(caller, id, after, cancellationToken))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(one.Job, ChatJson.Options), one.Kind) { EventId = one.Number?.ToString(CultureInfo.InvariantCulture) };
        }
    }

    public async Task<bool> ExistsAsync(Caller caller, Guid id, CancellationToken cancellationToken) => await watch.FindAsync(caller, id, cancellationToken) is not null;

    private async Task<IResult> EventsAsync(Guid id, HttpContext context)
    {
        var (caller, after) = (context.User.ToCaller()!, context.LastSeen());
        return await watch.FindAsync(caller, id, context.RequestAborted) is null
            ? s_missing.ToProblem(context)
            : Sse.Events(context, cancellation => WatchAsync(caller, id, after, cancellation));
    }

    private async Task<IResult> ResultAsync(Guid id, HttpContext context)
    {
        var caller = context.User.ToCaller()!;
        if (await watch.FindAsync(caller, id, context.RequestAborted) is not { Kind: AnswerInBackground.JobKind, SubjectId: { } subject } job)
            return s_missing.ToProblem(context);
        if (await requests.FindAnswerAsync(caller.Scope, subject, context.RequestAborted) is { } answer)
        {
            context.Response.StatusCode = answer.Status;
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(answer.Headers)!)
                context.Response.Headers[name] = value;
            return TypedResults.Bytes(answer.Body, "application/json");
        }

        if (job.Ended)
            return Error.Conflict("job_without_result", job.Reason ?? "The job was cancelled before there was an answer.").ToProblem(context);
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Json(job, ChatJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<IResult> CancelAsync(Guid id, HttpContext context)
    {
        var caller = context.User.ToCaller()!;
        if (await watch.FindAsync(caller, id, context.RequestAborted) is null)
            return s_missing.ToProblem(context);
        await using var db = await database.BeginAsync(caller.Scope, context.RequestAborted);
        var cancelled = await jobs.CancelAsync(db, id, context.RequestAborted);
        if (cancelled.Succeeded)
            db.LogActivity(caller, "job.cancelled", "job", id);
        await db.CommitAsync(context.RequestAborted);
        return cancelled.Succeeded ? TypedResults.NoContent() : cancelled.Error.ToProblem(context);
    }
}
