namespace AiStudio.Features.Notifications.Alerts;

/// <summary>Something that somebody has to see.</summary>
/// <param name="Rule">What watches for it, in snake case: <c>error_rate</c>.</param>
/// <param name="Subject">What it is about, unique within its rule: an id or a name. While one is open for it, another is not raised.</param>
/// <param name="Title">What happened, up to 200 characters; never a text that a model or a person wrote in a chat.</param>
/// <param name="Body">What it means and what to do, up to 1,000 characters.</param>
/// <param name="Link">The rows behind it, as a path with its filters.</param>
/// <param name="Roles">Members with one of these roles see it: owner, admin, finance, member.</param>
/// <param name="TellAgainAfter">While it lasts it is told again after so long, in whole minutes. Zero: it is told once, and nobody is told of its end.</param>
internal sealed record NewAlert(string Rule, string Subject, string Title, string Body, string Link, string[] Roles, TimeSpan TellAgainAfter);
