using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>The documents of a base, live: it reads them again when a job of the organization has moved.</summary>
public sealed partial class DocumentTable : IDisposable
{
    // Jobs report more often than an eye can follow.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _leaving = new();
    private IDisposable? _subscription;
    private Shown _shown = Shown.All;
    private string _search = "";
    private string? _error;
    private IReadOnlyList<string> _tags = [];
    private int _moved;
    private string? _shownTag;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter]
    public bool MayWrite { get; set; }

    /// <summary>Only documents that have it.</summary>
    [Parameter]
    public string? Tag { get; set; }

    /// <summary>How many documents or chunks there are may have changed.</summary>
    [Parameter]
    public EventCallback Counted { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal DocumentList List { get; init; } = null!;

    [Inject]
    internal DocumentService Documents { get; init; } = null!;

    [Inject]
    internal DocumentTags Tags { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    internal JobFeed Feed { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    private enum Shown
    {
        All,
        InProgress,
        Failed,
    }

    private IReadOnlyList<DocumentRow>? Rows { get; set; }

    private List<DocumentRow> Visible => [.. Rows!.Where(row => _shown switch
    {
        Shown.InProgress => row.InProgress,
        Shown.Failed => row.Failed,
        _ => true,
    })];

    /// <summary>Reads the rows again.</summary>
    public async Task ReloadAsync()
    {
        var before = Rows?.Select(row => (row.Id, row.ChunkCount)).ToHashSet();
        Rows = await List.ReadAsync(await Caller.GetAsync(), BaseId, _search, Tag, _leaving.Token);
        _tags = await Tags.ListAsync(await Caller.GetAsync(), BaseId, _leaving.Token);
        StateHasChanged();
        (var sameTag, _shownTag) = (_shownTag == Tag, Tag);
        if (before is not null && sameTag && _search.Length == 0 && Tag is null && !before.SetEquals(Rows.Select(row => (row.Id, row.ChunkCount))))
        {
            await Counted.InvokeAsync();
        }
    }

    protected override Task OnParametersSetAsync() => Rows is null || Tag != _shownTag ? ReloadAsync() : Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            var caller = await Caller.GetAsync();
            // Gone meanwhile: nobody would end the subscription.
            if (_leaving.IsCancellationRequested)
            {
                return;
            }

            _subscription = Feed.Subscribe(caller.OrganizationId, _ => Interlocked.Exchange(ref _moved, 1));
            _ = WatchAsync(_leaving.Token);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(RefreshInterval, Time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (Interlocked.Exchange(ref _moved, 0) == 1)
                {
                    await InvokeAsync(ReloadAsync);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception ex)
        {
            await DispatchExceptionAsync(ex);
        }
    }

    private string Pressed(Shown shown) => _shown == shown ? "true" : "false";

    private Task SearchAsync(ChangeEventArgs change)
    {
        _search = change.Value as string ?? "";
        return ReloadAsync();
    }

    private void ChooseTag(ChangeEventArgs change) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("tag", change.Value is string { Length: > 0 } tag ? tag : null));

    private Task StopAsync(DocumentRow row) => ActAsync(caller => Documents.StopAsync(caller, row.Id, CancellationToken.None));

    private Task RetryAsync(DocumentRow row) => ActAsync(caller => Documents.RetryAsync(caller, row.Id, CancellationToken.None));

    private Task DeleteAsync(DocumentRow row) => ActAsync(caller => Documents.DeleteAsync(caller, row.Id, CancellationToken.None));

    private async Task ActAsync(Func<Platform.Identity.Caller, Task<Result<Done>>> act)
    {
        _error = (await act(await Caller.GetAsync())).Error?.Message;
        await ReloadAsync();
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
