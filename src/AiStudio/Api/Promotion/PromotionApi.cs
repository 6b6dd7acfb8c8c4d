using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Promotion;
using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Promotion;

/// <summary>The way of versions into production. Admins and owners; going past the gate and unblocking are the owners'.</summary>
internal static class PromotionApi
{
    private const string Address = "/api/promotions";

    public static void MapPromotionApi(this IEndpointRouteBuilder routes)
    {
        var promotions = routes.MapResource(Address, ApiKeyScope.Admin, Role.Admin).WithTags("Promotions");
        promotions.MapGet("", ListAsync).AnswersPage<PromotionEntry>("List promotions", PromotionExamples.Entry);
        promotions.MapPost("", RequestAsync).Answers<PromotionDetail>(StatusCodes.Status201Created, "Ask for a version to go into production", PromotionExamples.Promotion, PromotionExamples.New);
        promotions.MapGet("/{id:guid}", GetAsync).Answers<PromotionDetail>("Get a promotion", PromotionExamples.Promotion);
        promotions.MapPost("/{id:guid}/approve", ApproveAsync).Answers<PromotionDetail>("Approve a promotion", PromotionExamples.Promotion, PromotionExamples.Approval);
        promotions.MapPost("/{id:guid}/override", OverrideAsync).Answers<PromotionDetail>("Let a promotion past the gate", PromotionExamples.Promotion, PromotionExamples.Override);
        promotions.MapPost("/{id:guid}/withdraw", WithdrawAsync).Answers<PromotionDetail>("Withdraw a promotion", PromotionExamples.Promotion, PromotionExamples.Reason);
        promotions.MapPost("/{id:guid}/hold", HoldAsync).Answers<PromotionDetail>("Keep a canary at its step", PromotionExamples.Promotion);
        promotions.MapPost("/{id:guid}/release", ReleaseAsync).Answers<PromotionDetail>("Let a canary go on", PromotionExamples.Promotion);
        promotions.MapPost("/{id:guid}/rollback", RollBackAsync).Answers<PromotionDetail>("Roll a promotion back", PromotionExamples.Promotion, PromotionExamples.Reason);
        promotions.MapPost("/{id:guid}/unblock", UnblockAsync).Answers<PromotionDetail>("Let a text that was rolled back be promoted again", PromotionExamples.Promotion, PromotionExamples.Reason);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, PromotionBoard board, CancellationToken cancellationToken)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var found = await board.ListAsync(context.ApiCaller(), page.AfterId, page.Rows + 1, cancellationToken);
        return found.ToPage(context, page, promotion => promotion.Id.ToString());
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, PromotionBoard board, CancellationToken cancellationToken) =>
        (await board.OpenAsync(context.ApiCaller(), id, cancellationToken)).ToOk(context);

    /// <summary>Its suites are run, and those of the version in production, as far as there is no evidence yet. Without a suite that gates it is refused at once.</summary>
    private static async Task<IResult> RequestAsync(Body<NewPromotion> body, HttpContext context, PromptLibrary library, PromotionDesk desk, PromotionBoard board, CancellationToken cancellationToken)
    {
        var caller = context.ApiCaller();
        var prompt = await library.OpenAsync(caller, body.Value.Prompt ?? "", cancellationToken);
        if (!prompt.Succeeded)
            return prompt.Error.ToProblem(context);
        if (prompt.Value.Numbered(body.Value.Version ?? "") is not { } version)
            return PromptLibrary.NoVersion.ToProblem(context);
        var requested = await desk.RequestAsync(caller, prompt.Value.Id, version.Id, cancellationToken);
        if (!requested.Succeeded)
            return requested.Error.ToProblem(context);
        var opened = await board.OpenAsync(caller, requested.Value, cancellationToken);
        return opened.Succeeded ? context.Created($"{Address}/{requested.Value}", opened.Value) : opened.Error.ToProblem(context);
    }

    /// <summary>By somebody else than who asked for it and who wrote the version. When something has changed since it was evaluated, it is evaluated again: <c>promotion_stale</c>.</summary>
    private static async Task<IResult> ApproveAsync(Guid id, Body<Approval> body, HttpContext context, PromotionDesk desk, PromotionBoard board, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, board, await desk.ApproveAsync(context.ApiCaller(), id, body.Value.Note ?? "", cancellationToken), cancellationToken);

    /// <summary>Owners, with a reason that is kept and shown. The canary runs all the same, unless <c>straight</c> says otherwise.</summary>
    private static async Task<IResult> OverrideAsync(Guid id, Body<GateOverride> body, HttpContext context, PromotionDesk desk, PromotionBoard board, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, board, await desk.OverrideAsync(context.ApiCaller(), id, body.Value.Reason ?? "", body.Value.Straight, cancellationToken), cancellationToken);

    private static async Task<IResult> WithdrawAsync(Guid id, Body<GivenReason> body, HttpContext context, PromotionSteering steering, PromotionBoard board, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, board, await steering.WithdrawAsync(context.ApiCaller(), id, body.Value.Reason ?? "", cancellationToken), cancellationToken);

    /// <summary>Its guards are watched all the same.</summary>
    private static async Task<IResult> HoldAsync(Guid id, HttpContext context, PromotionSteering steering, PromotionBoard board, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, board, await steering.HoldAsync(context.ApiCaller(), id, cancellationToken), cancellationToken);

    private static async Task<IResult> ReleaseAsync(Guid id, HttpContext context, PromotionSteering steering, PromotionBoard board, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, board, await steering.ReleaseAsync(context.ApiCaller(), id, cancellationToken), cancellationToken);

    /// <summary>Ends the canary, or puts production back to where it stood before. The text is not promoted again until an owner unblocks it.</summary>
    private static async Task<IResult> RollBackAsync(Guid id, Body<GivenReason> body, HttpContext context, PromotionSteering steering, PromotionBoard board, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, board, await steering.RollBackAsync(context.ApiCaller(), id, body.Value.Reason ?? "", cancellationToken), cancellationToken);

    private static async Task<IResult> UnblockAsync(Guid id, Body<GivenReason> body, HttpContext context, PromotionSteering steering, PromotionBoard board, CancellationToken cancellationToken) =>
        await DoneAsync(id, context, board, await steering.UnblockAsync(context.ApiCaller(), id, body.Value.Reason ?? "", cancellationToken), cancellationToken);

    private static async Task<IResult> DoneAsync(Guid id, HttpContext context, PromotionBoard board, Result<Done> done, CancellationToken cancellationToken) =>
        done.Succeeded ? await GetAsync(id, context, board, cancellationToken) : done.Error.ToProblem(context);

    /// <summary>What is to go into production.</summary>
    /// <param name="Prompt">The prompt's slug.</param>
    /// <param name="Version">The number of the version.</param>
    internal sealed record NewPromotion(string? Prompt, string? Version);

    /// <summary>An approval.</summary>
    /// <param name="Note">What is to be kept with it, up to 500 characters.</param>
    internal sealed record Approval(string? Note);

    /// <summary>Why the gate does not count.</summary>
    /// <param name="Reason">Up to 500 characters.</param>
    /// <param name="Straight">Whether it goes into production at once, without a canary.</param>
    internal sealed record GateOverride(string? Reason, bool Straight = false);

    /// <summary>Why.</summary>
    /// <param name="Reason">Up to 500 characters.</param>
    internal sealed record GivenReason(string? Reason);
}
