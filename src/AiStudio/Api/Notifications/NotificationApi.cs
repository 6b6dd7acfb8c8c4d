using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Notifications;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.Notifications;

/// <summary>What the bell shows, for programs of the person it is for. It tells of money and of other people's work too: a key needs the scope <c>admin</c>.</summary>
internal static class NotificationApi
{
    private const string Example = """
        { "id": "01980000-0000-7000-8000-0000000000b7", "title": "Marketing has used 90 % of its budget", "text": "Calls are refused when it is spent.", "link": "/spend/budgets",
          "createdAt": "2026-11-20T09:00:00+00:00", "readAt": null }
        """;

    public static void MapNotificationApi(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapResource("/api/notifications", ApiKeyScope.Admin).WithTags("Notifications");
        notifications.MapGet("", ListAsync).AnswersPage<Notification>("List notifications", Example);
        notifications.MapGet("/events", NotificationEvents.Watch).WithName("WatchNotifications").Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        notifications.MapPost("/{id:guid}/read", ReadAsync).AnswersNothing("Mark a notification as read");
        notifications.MapPost("/read", ReadAllAsync).AnswersNothing("Mark all notifications as read");
    }

    /// <summary>One's own, the newest first. <c>/events</c> and the hub's WatchNotifications tell new ones as they come.</summary>
    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, NotificationService notifications, CancellationToken cancellationToken) =>
        page.ProblemById is { } problem
            ? problem.ToProblem(context)
            : (await notifications.ListAsync(context.ApiCaller(), page.AfterId, page.Rows + 1, cancellationToken)).ToPage(context, page, row => row.Id.ToString());

    /// <summary>One that was read before stays as it was.</summary>
    private static async Task<IResult> ReadAsync(Guid id, HttpContext context, NotificationService notifications, CancellationToken cancellationToken) =>
        (await notifications.MarkReadAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static async Task<IResult> ReadAllAsync(HttpContext context, NotificationService notifications, CancellationToken cancellationToken)
    {
        await notifications.MarkReadAsync(context.ApiCaller(), cancellationToken);
        return TypedResults.NoContent();
    }
}
