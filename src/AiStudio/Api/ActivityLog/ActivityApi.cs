using System.Text.Json;
using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.ActivityLog.Browsing;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.ActivityLog;

/// <summary>Who did what, when and from where. Admins and owners.</summary>
internal static class ActivityApi
{
    private const string Example = """
        { "id": "01980000-0000-7000-8000-0000000000a1", "at": "2026-11-20T09:30:00.123456+00:00", "actorId": "01980000-0000-7000-8000-000000000002", "actor": "Ada Miller",
          "action": "budget.changed", "subject": "budget", "subjectId": "01980000-0000-7000-8000-0000000000e1", "detail": {},
          "before": { "capNanoUsd": 500000000000 }, "after": { "capNanoUsd": 600000000000 }, "address": "203.0.113.7", "userAgent": "Mozilla/5.0" }
        """;

    public static void MapActivityApi(this IEndpointRouteBuilder routes) =>
        routes.MapResource("/api/activity", ApiKeyScope.Admin, Role.Admin).WithTags("Activity").MapGet("", ListAsync).AnswersPage<ActivityEvent>("List activity", Example);

    /// <summary>The latest first. Days are the organization's; the last day counts as well.</summary>
    private static async Task<IResult> ListAsync(
        [AsParameters] PageQuery page, [AsParameters] ActivityQuery query, HttpContext context, ActivityBrowser activity, CancellationToken cancellationToken)
    {
        var before = ActivityPlace.Parse(page.After);
        if (page.Cursor is not null && before is null)
            return PageQuery.Unreadable.ToProblem(context);
        var filter = new ActivityFilter(query.From, query.To, query.User, query.Action, query.Subject, query.SubjectId);
        var rows = await activity.PageAsync(context.ApiCaller(), filter, before, page.Rows + 1, cancellationToken);
        return rows.Succeeded
            ? rows.Value.Select(ActivityEvent.Of).ToList().ToPage(context, page, row => new ActivityPlace(row.At, row.Id).ToString())
            : rows.Error.ToProblem(context);
    }

    /// <summary>Which entries are wanted; what is left out matters not.</summary>
    /// <param name="From">The first day.</param>
    /// <param name="To">The last day, itself included.</param>
    /// <param name="User">What this person did.</param>
    /// <param name="Action">As <c>noun.verb_past</c>.</param>
    /// <param name="Subject">The kind of thing it happened to.</param>
    /// <param name="SubjectId">The thing it happened to.</param>
    internal sealed record ActivityQuery(DateOnly? From = null, DateOnly? To = null, Guid? User = null, string? Action = null, string? Subject = null, Guid? SubjectId = null);

    /// <summary>One entry of the activity log.</summary>
    /// <param name="Id">The entry.</param>
    /// <param name="At">When.</param>
    /// <param name="ActorId">Who; null is AiStudio itself.</param>
    /// <param name="Actor">Their name, as long as there is an account.</param>
    /// <param name="Action">As <c>noun.verb_past</c>.</param>
    /// <param name="Subject">The kind of thing it happened to.</param>
    /// <param name="SubjectId">Which one.</param>
    /// <param name="Detail">What else is known of it.</param>
    /// <param name="Before">What was changed, as it was.</param>
    /// <param name="After">The same as it is since.</param>
    /// <param name="Address">The address it came from.</param>
    /// <param name="UserAgent">The program it came from.</param>
    internal sealed record ActivityEvent(
        Guid Id, DateTimeOffset At, Guid? ActorId, string? Actor, string Action, string Subject, Guid? SubjectId, JsonElement Detail, JsonElement? Before, JsonElement? After, string? Address, string? UserAgent)
    {
        public static ActivityEvent Of(ActivityRow row) => new(
            row.Id, row.At, row.ActorId, row.Actor, row.Action, row.Subject, row.SubjectId, JsonSerializer.Deserialize<JsonElement>(row.Detail), Parsed(row.Before), Parsed(row.After), row.Address, row.UserAgent);

        private static JsonElement? Parsed(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
    }
}
