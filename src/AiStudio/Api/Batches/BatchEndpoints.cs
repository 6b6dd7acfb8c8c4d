using AiStudio.Api.Auth;
using AiStudio.Api.Idempotency;
using AiStudio.Api.OpenAi;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.Net.Http.Headers;

namespace AiStudio.Api.Batches;

/// <summary><c>/api/batches</c>: chat completions by the thousand. A batch is made with a key, which pays and says what may be asked; its results are its creator's.</summary>
internal sealed class BatchEndpoints(BatchStore batches, JobService jobs, StudioDatabase database)
{
    private const int LongestPage = 100;
    private const int ResultsAtOnce = 200;
    private static readonly Error s_missing = Error.NotFound("batch_not_found", "There is no such batch of yours.");

    public async Task<IResult> CreateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var grant = context.KeyGrant();
        try
        {
            await using var upload = await OpenAsync(context.Request, cancellationToken);
            var lines = await BatchReader.ReadAsync(upload, grant, cancellationToken);
            var id = context.EffectId();
            await batches.AddAsync(new(grant.Creator.OrganizationId, grant.Creator.UserId, grant.KeyId), id, lines, cancellationToken);
            var batch = await batches.FindAsync(grant.Creator.Scope, id, cancellationToken);
            context.Response.Headers.Location = $"/api/batches/{id}";
            return TypedResults.Json(batch!.ToJson(), statusCode: StatusCodes.Status202Accepted);
        }
        catch (RefusedRequestException refused)
        {
            return Error.Invalid(refused.Error.Code, refused.Error.Message).ToProblem(context);
        }
    }

    public async Task<IResult> ListAsync(HttpContext context, string? cursor, int? limit)
    {
        if (limit is < 1 or > LongestPage)
            return Error.Invalid("limit_invalid", $"A page has 1 to {LongestPage} batches.").ToProblem(context);
        Guid before = default;
        if (cursor is not null && !Guid.TryParseExact(cursor, "n", out before))
            return Error.Invalid("cursor_invalid", "This cursor is not one that a page of the list ended with.").ToProblem(context);
        var most = limit ?? 20;
        var rows = await batches.ListAsync(context.User.ToCaller()!.Scope, cursor is null ? null : before, most + 1, context.RequestAborted);
        var page = rows.Take(most).ToList();
        return TypedResults.Json(new { data = page.Select(row => row.ToJson()), next = rows.Count > most ? page[^1].Id.ToString("n") : null });
    }

    public async Task<IResult> GetAsync(Guid id, HttpContext context) =>
        await batches.FindAsync(context.User.ToCaller()!.Scope, id, context.RequestAborted) is { } batch ? TypedResults.Json(batch.ToJson()) : s_missing.ToProblem(context);

    /// <summary>What is answered until now, also while the batch runs.</summary>
    public async Task<IResult> ResultsAsync(Guid id, HttpContext context)
    {
        var scope = context.User.ToCaller()!.Scope;
        if (await batches.FindAsync(scope, id, context.RequestAborted) is null)
            return s_missing.ToProblem(context);
        var response = context.Response;
        response.ContentType = "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"batch-{id:n}.jsonl" }.ToString();
        for (var after = 0; await batches.ResultsAsync(scope, id, after, ResultsAtOnce, context.RequestAborted) is { Count: > 0 } results; after = results[^1].Number)
        {
            foreach (var result in results)
                ResultLines.Write(response.BodyWriter, result);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        return TypedResults.Empty;
    }

    public async Task<IResult> CancelAsync(Guid id, HttpContext context)
    {
        var scope = context.User.ToCaller()!.Scope;
        if (await batches.FindAsync(scope, id, context.RequestAborted) is not { } batch)
            return s_missing.ToProblem(context);
        await using (var db = await database.BeginAsync(scope, context.RequestAborted))
        {
            var cancelled = await jobs.CancelAsync(db, batch.JobId, context.RequestAborted);
            if (!cancelled.Succeeded)
                return cancelled.Error.ToProblem(context);
            db.LogActivity(scope.UserId, "batch.cancelled", "batch", id);
            await db.CommitAsync(context.RequestAborted);
        }

        return TypedResults.Json((await batches.FindAsync(scope, id, context.RequestAborted))!.ToJson());
    }

    // JSONL itself, or the one file of a form.
    private static async Task<Stream> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
            return request.Body;
        try
        {
            return (await request.ReadFormAsync(cancellationToken)).Files is [var file]
                ? file.OpenReadStream()
                : throw RequestObject.Refused(OpenAiErrors.Invalid("one_file", "file", "Send one JSONL file in the form, or the lines themselves as the body."));
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw RequestObject.Refused(OpenAiErrors.Invalid("invalid_form", null, "The form cannot be read."));
        }
    }
}
