using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Calls;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Spend;

/// <summary>Every call of a model as its record tells it. Finance, admins and owners.</summary>
internal static class CallApi
{
    private const int TraceDigits = 32;

    public static void MapCallApi(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapResource("/api/calls", ApiKeyScope.Admin, Role.Finance).WithTags("Spend");
        calls.MapGet("", ListAsync).AnswersPage<CallEntry>("List calls", SpendExamples.Call);
        calls.MapGet("/{id:guid}", GetAsync).Answers<CallEntry>("Get a call", SpendExamples.Call);
    }

    /// <summary>The latest first. With traceId those of one trace, as a client's traceparent or a line of the log names it; with turnId those of one chat turn.</summary>
    private static async Task<IResult> ListAsync(
        [AsParameters] PageQuery page, HttpContext context, CallList calls, CancellationToken cancellationToken, string? traceId = null, Guid? turnId = null)
    {
        var before = CallQuery.Place.Parse(page.After);
        if (page.Cursor is not null && before is null)
            return PageQuery.Unreadable.ToProblem(context);
        if (traceId is not null && (traceId.Length != TraceDigits || !traceId.All(char.IsAsciiHexDigit)))
            return Error.Invalid("trace_invalid", "traceId is the trace of a traceparent: 32 hexadecimal digits.").ToProblem(context);
        var rows = await calls.PageAsync(context.ApiCaller(), new CallQuery(null, traceId?.ToLowerInvariant(), turnId, before, page.Rows + 1), cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, call => new CallQuery.Place(call.StartedAt, call.Id).ToString()) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, CallList calls, CancellationToken cancellationToken)
    {
        var rows = await calls.PageAsync(context.ApiCaller(), new CallQuery(id, null, null, null, 1), cancellationToken);
        return !rows.Succeeded ? rows.Error.ToProblem(context)
            : rows.Value is [var call] ? TypedResults.Json(call)
            : Error.NotFound("no_call", "There is no such call.").ToProblem(context);
    }
}
