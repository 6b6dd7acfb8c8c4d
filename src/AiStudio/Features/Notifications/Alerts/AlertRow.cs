namespace AiStudio.Features.Notifications.Alerts;

/// <summary>An alert as its list shows it.</summary>
/// <param name="Id">Newer ones have larger ids.</param>
/// <param name="Rule">What watched for it.</param>
/// <param name="Title">What happened.</param>
/// <param name="Body">What it means and what to do.</param>
/// <param name="Link">The rows behind it, as a path.</param>
/// <param name="RaisedAt">When it began.</param>
/// <param name="LastToldAt">When it was told last.</param>
/// <param name="TimesTold">How often it was told, its end apart.</param>
/// <param name="EndedAt">When it was over; <see langword="null"/>: it lasts.</param>
public sealed record AlertRow(
    Guid Id, string Rule, string Title, string Body, string Link, DateTimeOffset RaisedAt, DateTimeOffset LastToldAt, int TimesTold, DateTimeOffset? EndedAt);
