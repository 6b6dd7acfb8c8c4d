using System.Globalization;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>The runs over a set, live while one is going on.</summary>
public sealed partial class RunTable : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IDisposable? _subscription;
    private IReadOnlyList<RunRow>? _runs;
    private string? _error;
    private int _reading;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter, EditorRequired]
    public QuestionSetRow Set { get; set; } = null!;

    /// <summary>Settings from the search bench, as they stand in the address.</summary>
    [Parameter]
    public string? Tried { get; set; }

    [Parameter]
    public Guid? First { get; set; }

    [Parameter]
    public Guid? Second { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal RetrievalRuns Runs { get; init; } = null!;

    [Inject]
    internal JobFeed Feed { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            var caller = await Caller.GetAsync();
            if (!_leaving.IsCancellationRequested)
            {
                _subscription = Feed.Subscribe(caller.OrganizationId, _ => InvokeAsync(RefreshAsync));
            }
        }
    }

    // What is told while the rows are read is seen by the next reading.
    private async Task RefreshAsync()
    {
        if (_runs?.Any(run => run.Running) != true || _leaving.IsCancellationRequested || Interlocked.Exchange(ref _reading, 1) == 1)
        {
            return;
        }

        try
        {
            await ReadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        finally
        {
            _reading = 0;
        }
    }

    private async Task ReadAsync()
    {
        var read = await Runs.ListAsync(await Caller.GetAsync(), Set.Id, _leaving.Token);
        (_runs, _error) = (read.Value ?? _runs, read.Error?.Message ?? _error);
    }

    private async Task StartAsync(BenchSettings? tried)
    {
        var started = await Runs.StartAsync(await Caller.GetAsync(), BaseId, Set.Id, tried, _leaving.Token);
        _error = started.Error?.Message;
        await ReadAsync();
    }

    private async Task StopAsync(Guid run)
    {
        _error = (await Runs.StopAsync(await Caller.GetAsync(), run, _leaving.Token)).Error?.Message;
        await ReadAsync();
    }

    private string AddressOf(Guid first, Guid? second) => Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["set"] = Set.Id, ["run"] = first, ["beside"] = second });

    internal static string NameOf(RunRow run) => run.CreatedAt.UtcDateTime.ToString("d MMM HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Share(double? share) => share?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    public void Dispose()
    {
        _subscription?.Dispose();
        _leaving.Cancel();
    }
}
