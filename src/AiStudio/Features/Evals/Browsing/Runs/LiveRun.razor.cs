using AiStudio.Features.Jobs;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Runs;

/// <summary>How far a run is, live, and its stop.</summary>
public sealed partial class LiveRun : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IDisposable? _subscription;
    private JobView? _job;
    private string? _problem;
    private bool _stopping;
    private int _reads;

    [Parameter, EditorRequired]
    public Guid RunId { get; set; }

    [Parameter, EditorRequired]
    public Guid JobId { get; set; }

    /// <summary>There are more results, or it is over.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal JobWatch Jobs { get; init; } = null!;

    [Inject]
    internal JobFeed Feed { get; init; } = null!;

    [Inject]
    internal RunDesk Desk { get; init; } = null!;

    private string Told => _job switch
    {
        null or { State: JobState.Queued } => "Waiting for its turn",
        { State: JobState.Waiting, Reason: { } reason } => reason,
        { } job => $"{job.ProgressPercent} % of the answers are in",
    };

    protected override async Task OnInitializedAsync()
    {
        var caller = await Caller.GetAsync();
        _subscription = Feed.Subscribe(caller.OrganizationId, changed =>
        {
            if (changed == JobId || changed == Guid.Empty)
                _ = InvokeAsync(ReadAsync);
        });
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            // What was read first must not be shown last.
            var mine = ++_reads;
            var job = await Jobs.FindAsync(await Caller.GetAsync(), JobId, _leaving.Token);
            if (mine != _reads)
                return;
            var before = _job?.ProgressPercent;
            _job = job;
            StateHasChanged();
            // A tenth is worth drawing the results again; the end always is.
            if (_job is { Ended: true } || (before ?? 0) / 10 != (_job?.ProgressPercent ?? 0) / 10)
                await Changed.InvokeAsync();
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task CancelAsync()
    {
        _stopping = true;
        var cancelled = await Desk.CancelAsync(await Caller.GetAsync(), RunId, CancellationToken.None);
        (_stopping, _problem) = (cancelled.Succeeded, cancelled.Error?.Message);
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _leaving.Cancel();
    }
}
