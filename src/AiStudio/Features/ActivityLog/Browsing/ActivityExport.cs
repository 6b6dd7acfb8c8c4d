using AiStudio.Platform.Csv;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>The log as a file, by the same filter as the page.</summary>
internal static class ActivityExport
{
    private static readonly object[] s_head = ["at", "actor_id", "actor", "action", "subject", "subject_id", "detail", "before", "after", "address", "user_agent"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/activity/export", Export).RequireAuthorization(Policies.Admin);

    private static IResult Export(
        HttpContext context, ActivityBrowser browser, CancellationToken cancellationToken,
        string? from = null, string? to = null, Guid? user = null, string? action = null, string? subject = null, Guid? id = null)
    {
        var caller = context.User.ToCaller()!;
        var filter = new ActivityFilter(ActivityPage.Day(from), ActivityPage.Day(to), user, action, subject, id);
        if (filter.Problem is { } problem)
            return Results.Problem(problem.Message, statusCode: StatusCodes.Status400BadRequest, extensions: new Dictionary<string, object?> { ["code"] = problem.Code });
        return CsvExport.File("activity.csv", async csv =>
        {
            await csv.RowAsync(s_head);
            await foreach (var row in browser.AllAsync(caller, filter, cancellationToken))
                await csv.RowAsync(row.At, row.ActorId, row.Actor, row.Action, row.Subject, row.SubjectId, row.Detail, row.Before, row.After, row.Address, row.UserAgent);
        });
    }
}
