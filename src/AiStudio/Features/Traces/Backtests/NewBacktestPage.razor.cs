using System.Data.Common;
using AiStudio.Features.Evals;
using AiStudio.Features.Traces.Backtests.Judging;
using AiStudio.Features.Traces.Browsing;
using AiStudio.Features.Traces.Replay;
using AiStudio.Features.Traces.Views;
using AiStudio.Platform;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>Which calls are asked again on what, and what that costs, before it begins. The address says which calls, as that of the list of traces does.</summary>
public sealed partial class NewBacktestPage : IDisposable
{
    private const decimal Largest = 1_000_000m;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<ReplayVersion> _versions = [];
    private IReadOnlyList<BacktestJudge> _judges = [];
    private IReadOnlyList<SavedView> _views = [];
    private BacktestPlan? _plan;
    private BacktestDraft? _draft;
    private string? _words;
    private int _most = 100;
    private string _version = "";
    private string _judge = "";
    private string? _model;
    private string? _name;
    private decimal _budget;
    private string? _problem;
    private bool _busy;

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal BacktestDesk Desk { get; init; } = null!;

    [Inject]
    internal BacktestReader Reader { get; init; } = null!;

    [Inject]
    internal JudgeLibrary Judges { get; init; } = null!;

    [Inject]
    internal SavedViewDesk Views { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string Query => TraceAddress.QueryOf(Navigation.Uri);

    private string? Doubt => _judges.FirstOrDefault(judge => judge.Id.ToString() == _judge)?.Doubt;

    private string Price => string.Join(' ', new[]
    {
        $"{Moment.Count(_plan!.Calls.Count, "call costs", "calls cost")} at most {Money.Format(_plan.EstimateNanoUsd)}{(_plan.Judge is null ? "" : $", of which the judge may take {Money.Format(_plan.JudgeNanoUsd)}")}.",
        $"As recorded: {Money.Format(_plan.RecordedNanoUsd)}.",
        _plan.Closed > 0 ? $"{_plan.Closed:#,0} more are left out: their texts are not kept, or they are private chats that are not open to you." : null,
        _plan.Note,
    }.OfType<string>());

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Moved;
        try
        {
            var caller = await Callers.GetAsync();
            _versions = await Reader.VersionsAsync(caller, _leaving.Token);
            _judges = [.. (await Judges.ListAsync(caller, _leaving.Token)).Select(BacktestJudge.Of)];
            _views = await Views.ListAsync(caller, _leaving.Token);
        }
        catch (DbException)
        {
            _problem = "The prompt versions could not be read right now. Open this page again in a moment.";
        }

        await DescribeAsync();
    }

    private async Task DescribeAsync()
    {
        try
        {
            var described = await Reader.DescribeAsync(await Callers.GetAsync(), Query, _leaving.Token);
            _words = described.Value ?? "This filter cannot be understood.";
            _problem = described.Error?.Message ?? _problem;
        }
        catch (DbException)
        {
            _words = "Which calls these are could not be read right now.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Moved(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        if (new Uri(change.Location).AbsolutePath != "/backtests/new")
            return;
        Forget();
        _problem = null;
        await DescribeAsync();
        StateHasChanged();
    });

    // The price is that of what was asked for.
    private void Forget() => _plan = null;

    private async Task PlanAsync()
    {
        _busy = true;
        _draft = new BacktestDraft(new BacktestFilter(Query, _most), Guid.TryParse(_version, out var version) ? version : null, string.IsNullOrWhiteSpace(_model) ? null : _model.Trim())
        {
            JudgeId = Guid.TryParse(_judge, out var judge) ? judge : null,
        };
        try
        {
            var planned = await Desk.PlanAsync(await Callers.GetAsync(), _draft, _leaving.Token);
            (_plan, _problem) = (planned.Value, planned.Error?.Message);
            _budget = Math.Round(NanoUsd.ToUsd(_plan?.EstimateNanoUsd ?? 0), 4, MidpointRounding.ToPositiveInfinity) + 0.0001m;
        }
        catch (DbException)
        {
            (_plan, _problem) = (null, "The price could not be found out right now. Try again in a moment.");
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task StartAsync()
    {
        _busy = true;
        try
        {
            var started = await Desk.StartAsync(await Callers.GetAsync(), _name ?? "", _draft!, NanoUsd.FromUsd(Math.Clamp(_budget, 0, Largest)), CancellationToken.None);
            _problem = started.Error?.Message;
            if (started.Succeeded)
                Navigation.NavigateTo($"/backtests/{started.Value}");
        }
        catch (DbException)
        {
            _problem = "The backtest could not be started right now. Look whether it is in the list before you try again.";
        }
        finally
        {
            _busy = false;
        }
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        // Not disposed: what is still on its way asks it for its token.
        _leaving.Cancel();
    }
}
