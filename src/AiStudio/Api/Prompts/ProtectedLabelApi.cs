using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Prompts.Protection;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Prompts;

/// <summary>The labels that only owners move, on every prompt. Admins and owners; only owners take a protection away.</summary>
internal static class ProtectedLabelApi
{
    private const string Address = "/api/protected-labels";

    public static void MapProtectedLabels(this IEndpointRouteBuilder routes)
    {
        var labels = routes.MapResource(Address, ApiKeyScope.Admin, Role.Admin).WithTags("Prompts");
        labels.MapGet("", ListAsync).AnswersPage<ProtectedLabelEntry>("List protected labels", PromptExamples.ProtectedLabel);
        labels.MapPost("", ProtectAsync).Answers<ProtectedLabelEntry>(StatusCodes.Status201Created, "Protect a label", PromptExamples.ProtectedLabel, PromptExamples.NewProtectedLabel);
        labels.MapDelete("/{label}", UnprotectAsync).AnswersNothing("Take the protection of a label away");
    }

    /// <summary>By name.</summary>
    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, ProtectedLabels labels, CancellationToken cancellationToken)
    {
        if (page.Problem is { } problem)
            return problem.ToProblem(context);
        var all = await labels.ListAsync(context.ApiCaller(), cancellationToken);
        return all.Where(label => page.After is null || string.CompareOrdinal(label.Label, page.After) > 0).Take(page.Rows + 1).ToList().ToPage(context, page, label => label.Label);
    }

    /// <summary>From the answer on only owners move it, on every prompt, roll it back, and choose the units that it answers. One that is protected stays as it is. <c>production</c> is none of them: it has the gate.</summary>
    private static async Task<IResult> ProtectAsync(Body<NewProtectedLabel> body, HttpContext context, ProtectedLabels labels, CancellationToken cancellationToken)
    {
        var (caller, label) = (context.ApiCaller(), body.Value.Label ?? "");
        var done = await labels.ProtectAsync(caller, label, cancellationToken);
        if (!done.Succeeded)
            return done.Error.ToProblem(context);
        var entry = (await labels.ListAsync(caller, cancellationToken)).FirstOrDefault(entry => entry.Label == label);
        // An owner has taken it away meanwhile.
        return entry is null ? ProtectedLabels.NotProtected.ToProblem(context) : context.Created($"{Address}/{label}", entry);
    }

    /// <summary>For owners.</summary>
    private static async Task<IResult> UnprotectAsync(string label, HttpContext context, ProtectedLabels labels, CancellationToken cancellationToken) =>
        (await labels.UnprotectAsync(context.ApiCaller(), label, cancellationToken)).ToNoContent(context);

    /// <summary>A label to be protected.</summary>
    /// <param name="Label">Its name, whether it stands somewhere yet or not.</param>
    internal sealed record NewProtectedLabel(string? Label);
}
