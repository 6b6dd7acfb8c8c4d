using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Prompts;

namespace AiStudio.Api.Prompts;

/// <summary>Where the labels of a prompt stand. A move says where the label was seen, so that nobody undoes a move that they have not heard of.</summary>
internal static class PromptLabelApi
{
    public static void MapPromptLabels(this RouteGroupBuilder prompts)
    {
        prompts.MapGet("/{slug}/labels", ListAsync).AnswersPage<StandingLabel>("List where the labels of a prompt stand", PromptExamples.Label);
        prompts.MapPost("/{slug}/labels/{label}", MoveAsync).Answers<StandingLabel>("Move a label of a prompt", PromptExamples.Label, PromptExamples.Move);
        prompts.MapPost("/{slug}/labels/{label}/rollback", RollBackAsync).Answers<StandingLabel>("Put a label of a prompt back to where it stood before", PromptExamples.Label, PromptExamples.Rollback);
    }

    private static async Task<IResult> ListAsync(string slug, [AsParameters] PageQuery page, HttpContext context, PromptLibrary library, CancellationToken cancellationToken)
    {
        if (page.Problem is { } problem)
            return problem.ToProblem(context);
        var found = await library.OpenAsync(context.ApiCaller(), slug, cancellationToken);
        if (!found.Succeeded)
            return found.Error.ToProblem(context);
        var labels = found.Value.Versions.SelectMany(version => version.Labels.Select(label => new StandingLabel(label, version.Version, version.Id, found.Value.IsProtected(label))));
        return labels.OrderBy(label => label.Label, StringComparer.Ordinal).Where(label => page.After is null || string.CompareOrdinal(label.Label, page.After) > 0)
            .Take(page.Rows + 1).ToList().ToPage(context, page, label => label.Label);
    }

    private static async Task<IResult> MoveAsync(
        string slug, string label, Body<LabelMoveBody> body, HttpContext context, PromptLibrary library, LabelDesk labels, CancellationToken cancellationToken)
    {
        var caller = context.ApiCaller();
        var found = await library.OpenAsync(caller, slug, cancellationToken);
        if (!found.Succeeded)
            return found.Error.ToProblem(context);
        if (found.Value.Numbered(body.Value.Version ?? "") is not { } to)
            return PromptLibrary.NoVersion.ToProblem(context);
        var from = body.Value.From is { } seen ? found.Value.Numbered(seen)?.Id ?? Guid.Empty : found.Value.At(label)?.Id;
        var moved = await labels.MoveAsync(caller, found.Value.Id, label, to.Id, from, body.Value.Reason ?? "", cancellationToken);
        return moved.Succeeded ? TypedResults.Json(new StandingLabel(label, to.Version, to.Id, found.Value.IsProtected(label))) : moved.Error.ToProblem(context);
    }

    private static async Task<IResult> RollBackAsync(
        string slug, string label, Body<RollbackBody> body, HttpContext context, PromptLibrary library, LabelRollback rollback, CancellationToken cancellationToken)
    {
        var caller = context.ApiCaller();
        var back = await rollback.RollBackAsync(caller, slug, label, body.Value.From, body.Value.Reason ?? "", cancellationToken);
        if (!back.Succeeded)
            return back.Error.ToProblem(context);
        var prompt = await library.OpenAsync(caller, slug, cancellationToken);
        return TypedResults.Json(new StandingLabel(label, back.Value.Version, back.Value.Id, prompt.Value?.IsProtected(label) == true));
    }

    /// <summary>Where a label stands.</summary>
    /// <param name="Label">Its name.</param>
    /// <param name="Version">The number of the version.</param>
    /// <param name="VersionId">That version's id.</param>
    /// <param name="IsProtected">Whether only owners move it.</param>
    internal sealed record StandingLabel(string Label, string Version, Guid VersionId, bool IsProtected);

    /// <summary>Where a label is to stand.</summary>
    /// <param name="Version">The number of the version.</param>
    /// <param name="From">The number of the version that it was seen at; left out, it is moved from wherever it stands.</param>
    /// <param name="Reason">Why; needed for <c>production</c>.</param>
    internal sealed record LabelMoveBody(string? Version, string? From, string? Reason);

    /// <summary>Why a label goes back.</summary>
    /// <param name="Reason">In a line; may be left out.</param>
    /// <param name="From">The number of the version to be rid of. Left out, nothing happens when the last move was a rollback already: so a call that is sent twice goes back once.</param>
    internal sealed record RollbackBody(string? Reason, string? From);
}
