using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Overview;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Calls;

/// <summary>The calls behind a figure of the overview.</summary>
public partial class CallsPage
{
    private CallFilter _filter = null!;
    private ChargedPage? _page;
    private string? _problem;
    private IReadOnlyList<SpendChoice> _choices = [];

    [SupplyParameterFromQuery(Name = "before")]
    private string? Before { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ChargedCalls Calls { get; set; } = null!;

    [Inject]
    private OverviewReport Report { get; set; } = null!;

    private string Subtitle => _page is { Period: var period } ? $"{Time ?? period.Words}, USD, days in {period.Zone}" : "What stands behind a figure";

    private string? Time => _filter is { Since: { } since, Until: { } until } && _page is { Period: var period } ? $"{Moment.Of(since, period.Zone)} to {Moment.Of(until, period.Zone)}" : null;

    private string RefusedBy => _filter.Budget is { } id && _page?.Budgets.FirstOrDefault(budget => budget.Id == id) is { } named ? $"Refused by the budget “{named.Name}”. " : "";

    private string Order => _filter switch
    {
        { Saved: CallSaving.Prompt } => "Input that providers read from their caches, at the price of each day, without what writing it cost more. By the time calls were charged.",
        { Saved: CallSaving.Exact } => "What the same question had cost before. By the time calls began.",
        { Saved: CallSaving.Similar } => "What a similar question had cost before. By the time calls began.",
        { Saved: CallSaving.Routing } => "Against the first model of the alias at today’s price, without calls of models that have no price. By the time calls began.",
        { ByOutcome: true, Call: null } => RefusedBy + "By the time they began, also those that cost nothing.",
        { ByOutcome: true } => RefusedBy + "This call alone.",
        { Since: null } => "By the time they were charged: they add up to the figures of these days.",
        _ => "By the time they were charged: they add up to the figures of this time.",
    };

    private string Tokens => _page switch
    {
        { Saved.CachedTokens: { } cached } => $"{SpendWords.Count(cached)} tokens read from caches. ",
        { InputTokens: { } read, OutputTokens: { } written } => $"{SpendWords.Count(read)} tokens in, {SpendWords.Count(written)} out. ",
        _ => "",
    };

    private string Saving => SpendWords.Saving(_filter.Saved!.Value).ToLowerInvariant();

    private string Heading(ChargedPage page) => page switch
    {
        { Saved: { Calls: { } count } saved } => $"{Money.Format(saved.NanoUsd)} saved by {SpendWords.Calls(count)}: {Saving}",
        { Saved: { } saved } => $"{Money.Format(saved.NanoUsd)} saved: {Saving}",
        { TotalNanoUsd: { } cost, TotalCalls: { } count } => $"{Money.Format(cost)} for {SpendWords.Calls(count)}",
        _ when _filter.Saved is CallSaving.Routing => "Calls that routing sent elsewhere",
        _ => "Calls that completed",
    };

    protected override async Task OnInitializedAsync()
    {
        var caller = Context.User.ToCaller()!;
        _filter = CallFilter.Of(Context.Request.Query);
        var read = await Calls.PageAsync(caller, _filter, Before, Context.RequestAborted);
        if (!read.Succeeded)
        {
            _problem = read.Error.Message;
            return;
        }

        _filter = _filter with { Spend = _filter.Spend.Between(read.Value.Period.From, read.Value.Period.To) };
        _choices = (await Report.ChoicesAsync(caller, _filter.Spend, Context.RequestAborted)).Value ?? [];
        _page = read.Value;
    }
}
