using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Idempotency;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Spend;

/// <summary>Caps on what may be spent, in nano-dollars (10⁻⁹ USD). Finance, admins and owners; a change holds from the next call on.</summary>
internal static class BudgetApi
{
    private const string Address = "/api/budgets";

    public static void MapBudgetApi(this IEndpointRouteBuilder routes)
    {
        var budgets = routes.MapResource(Address, ApiKeyScope.Admin, Role.Finance).WithTags("Spend");
        budgets.MapGet("", ListAsync).AnswersPage<BudgetRow>("List budgets", SpendExamples.Budget);
        budgets.MapPost("", CreateAsync).Answers<BudgetRow>(StatusCodes.Status201Created, "Create a budget", SpendExamples.Budget, SpendExamples.NewBudget);
        budgets.MapGet("/{id:guid}", GetAsync).Answers<BudgetRow>("Get a budget", SpendExamples.Budget);
        budgets.MapPatch("/{id:guid}", ChangeAsync).RequireIfMatch().Answers<BudgetRow>("Change a budget", SpendExamples.Budget, SpendExamples.Changes);
        budgets.MapDelete("/{id:guid}", DisableAsync).AnswersNothing("Disable a budget");
        budgets.MapPost("/{id:guid}/raises", RaiseAsync).Answers<BudgetRow>("Raise a budget for a while", SpendExamples.Budget, SpendExamples.Raise);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, BudgetList budgets, CancellationToken cancellationToken)
    {
        var rows = await budgets.ListAsync(context.ApiCaller(), cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, row => row.Id) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> CreateAsync(
        Body<NewBudget> body, HttpContext context, BudgetService service, BudgetList budgets, RowVersions versions, CancellationToken cancellationToken)
    {
        if (body.Value is not { Scope: { } scope, Period: { } period, CapNanoUsd: { } cap } wanted)
            return Error.Invalid("body_invalid", "A budget has a scope, a period and a cap in nano-dollars.").ToProblem(context);
        var draft = new BudgetDraft(wanted.Name?.Trim() ?? "", scope, wanted.Whom?.Trim() ?? "", period, NanoUsd.ToUsd(cap), wanted.StopPercent ?? 100, wanted.TimeZone) { Id = context.EffectId() };
        var created = await service.CreateAsync(context.ApiCaller(), draft, cancellationToken);
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{created.Value}";
        return await OneAsync(created.Value, context, budgets, versions, StatusCodes.Status201Created, cancellationToken);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, BudgetList budgets, RowVersions versions, CancellationToken cancellationToken) =>
        OneAsync(id, context, budgets, versions, StatusCodes.Status200OK, cancellationToken);

    /// <summary>For another scope, period or zone make another budget: its windows would not fit any more.</summary>
    private static async Task<IResult> ChangeAsync(
        Guid id, Body<BudgetChanges> body, HttpContext context, BudgetService service, BudgetList budgets, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await service.ChangeAsync(context.ApiCaller(), id, body.Value, IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, budgets, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    /// <summary>It stops nothing from now on. The row stays, for what was held and spent in it; PATCH with <c>disabled: false</c> brings it back.</summary>
    private static async Task<IResult> DisableAsync(Guid id, HttpContext context, BudgetService service, CancellationToken cancellationToken) =>
        (await service.DisableAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    /// <summary>For some hours, or until the present window of the budget ends. Several raises add up.</summary>
    private static async Task<IResult> RaiseAsync(
        Guid id, Body<Raise> body, HttpContext context, BudgetService service, BudgetList budgets, RowVersions versions, CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var toTheEnd = wanted.UntilWindowEnds ?? false;
        if (toTheEnd == wanted.Hours is not null)
            return Error.Invalid("raise_time", "A raise is for “hours”, or with “untilWindowEnds” until the window of the budget ends.").ToProblem(context);
        // Beyond what a raise may last, and within what a time span can hold.
        TimeSpan? time = toTheEnd ? null : TimeSpan.FromHours(Math.Clamp(wanted.Hours ?? 0, -1, 10_000));
        var raised = await service.RaiseAsync(
            context.ApiCaller(), id, new BudgetRaise(NanoUsd.ToUsd(wanted.ExtraNanoUsd ?? 0), time, wanted.Reason?.Trim() ?? "") { Id = context.EffectId() }, cancellationToken);
        return raised.Succeeded ? await GetAsync(id, context, budgets, versions, cancellationToken) : raised.Error.ToProblem(context);
    }

    private static Task<IResult> OneAsync(Guid id, HttpContext context, BudgetList budgets, RowVersions versions, int status, CancellationToken cancellationToken) =>
        context.VersionedAsync<Budget, BudgetRow>(versions, id, async caller =>
        {
            var rows = await budgets.ListAsync(caller, cancellationToken);
            return !rows.Succeeded ? rows.Error
                : Array.Find(rows.Value, row => row.Id == id) is { } found ? (Result<BudgetRow>)found
                : Error.NotFound("no_budget", "This budget does not exist.");
        }, status);

    /// <summary>A budget to be made.</summary>
    /// <param name="Name">What refusals call it, 1 to 100 characters.</param>
    /// <param name="Scope">Whose spend it counts.</param>
    /// <param name="Whom">A member's e-mail, a key's public id, a feature, a pinned model, a tier or a unit's name; left out for the organization.</param>
    /// <param name="Period">How long a window is, by the calendar.</param>
    /// <param name="CapNanoUsd">Nano-dollars a window: 25,000,000,000 is $25.</param>
    /// <param name="StopPercent">Where calls are stopped, in percent of the cap: 100 to 110; 100 when it is left out.</param>
    /// <param name="TimeZone">An IANA name; the organization's zone when it is left out.</param>
    internal sealed record NewBudget(string? Name, BudgetScope? Scope, string? Whom, BudgetPeriod? Period, long? CapNanoUsd, int? StopPercent, string? TimeZone);

    /// <summary>A cap that is to be higher for a while.</summary>
    /// <param name="ExtraNanoUsd">How much higher.</param>
    /// <param name="Hours">How long: 1 to 744, or more where the present window of the budget lasts that long.</param>
    /// <param name="UntilWindowEnds">In place of the hours: until the present window of the budget ends.</param>
    /// <param name="Reason">Why, for those who ask later.</param>
    internal sealed record Raise(long? ExtraNanoUsd, int? Hours, bool? UntilWindowEnds, string? Reason);
}
