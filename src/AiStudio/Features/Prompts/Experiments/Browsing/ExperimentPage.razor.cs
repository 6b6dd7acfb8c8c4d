using System.Globalization;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Experiments.Browsing;

/// <summary>What an experiment has shown so far, and its start, pause and end. Looks again by itself while it runs.</summary>
public sealed partial class ExperimentPage : IDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _leaving = new();
    private ExperimentDetail? _experiment;
    private StartOutlook? _outlook;
    private string? _problem;
    private string _reason = "";
    private bool _loading = true;
    private bool _stopping;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ExperimentLibrary Library { get; init; } = null!;

    [Inject]
    internal ExperimentDesk Desk { get; init; } = null!;

    [Inject]
    internal StartCheck Start { get; init; } = null!;

    private ExperimentState State => _experiment!.Entry.State;

    private Metric Deciding => Metrics.Find(_experiment!.Entry.Metric) ?? Metrics.Errors;

    private string Question => $"Which one is better, judged by “{Lower(Deciding.Name)}”?";

    private string Lasting => _experiment!.Entry switch
    {
        { StartedAt: null } => "not begun",
        { EndedAt: { } ended, EndedReason: var reason } => $"ended {Moment.Of(ended)}: {reason}",
        { StartedAt: { } began } => $"since {Moment.Of(began)}",
    };

    private string VerdictWord => _experiment!.Verdict.Kind switch
    {
        VerdictKind.Better or VerdictKind.Worse => "Decided",
        VerdictKind.Same => "No difference",
        VerdictKind.Untrustworthy => "Do not trust it",
        _ => "Too early",
    };

    private string VerdictClass => _experiment!.Verdict.Kind switch
    {
        VerdictKind.Better or VerdictKind.Worse or VerdictKind.Same => "ok",
        VerdictKind.Untrustworthy => "failed",
        _ => "draft",
    };

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var caller = await Caller.GetAsync();
        var found = await Library.OpenAsync(caller, Id, _leaving.Token);
        _outlook = found.Value is { Entry: { State: ExperimentState.Draft, Kind: ExperimentKind.Ab, Unit: var unit }, Arms: var arms }
            ? await Start.LookAsync(caller, unit, [.. arms.OrderBy(arm => arm.Number).Select(arm => (arm.VersionId, arm.Weight))], _leaving.Token)
            : null;
        (_experiment, _loading) = (found.Value, false);
    }

    private Task StartAsync() => ChangeAsync(caller => Desk.StartAsync(caller, Id, CancellationToken.None));

    private Task PauseAsync() => ChangeAsync(caller => Desk.PauseAsync(caller, Id, CancellationToken.None));

    private Task ResumeAsync() => ChangeAsync(caller => Desk.ResumeAsync(caller, Id, CancellationToken.None));

    private Task StopAsync()
    {
        if (_stopping)
            return ChangeAsync(caller => Desk.StopAsync(caller, Id, _reason, CancellationToken.None));
        _stopping = true;
        return Task.CompletedTask;
    }

    private async Task ChangeAsync(Func<Caller, Task<Result<Done>>> change)
    {
        _busy = true;
        var changed = await change(await Caller.GetAsync());
        (_busy, _stopping, _problem) = (false, false, changed.Error?.Message);
        await LoadAsync();
    }

    private string ArmName(int number) => _experiment!.Arms.First(arm => arm.Number == number).Name;

    private string Described(ArmTrend trend) =>
        $"{Deciding.Name}, {ArmName(trend.Arm)} less {ArmName(_experiment!.Baseline)}, over time. Now {Written(trend.Points[^1].Difference)}.";

    private string Written(double difference) =>
        string.Create(CultureInfo.CurrentCulture, $"{difference * 100:+0.0;−0.0;0}{(Deciding.IsShare ? "" : " %")}");

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
