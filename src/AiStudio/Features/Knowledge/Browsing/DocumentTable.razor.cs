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
    private readonly Stack<(string Name, Guid Id)> _passed = new();
    private DocumentShown _shown;
    private string _search = "";
    private string? _error;
    private IReadOnlyList<string> _tags = [];
    private int _moved;
    private DocumentQuery? _read;

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

    private DocumentRows? Found { get; set; }

    private DocumentQuery Query => new(BaseId) { Search = _search, Tag = Tag, Shown = _shown, After = _passed.TryPeek(out var last) ? last : null };

    /// <summary>Reads the rows again.</summary>
    public async Task ReloadAsync()
    {
        var query = Query;
        var found = await List.ReadAsync(await Caller.GetAsync(), query, _leaving.Token);
        _tags = await Tags.ListAsync(await Caller.GetAsync(), BaseId, _leaving.Token);
        // Something else was asked for meanwhile: that is on its way.
        if (query != Query)
        {
            return;
        }

        (var before, Found) = (Found, found);
        StateHasChanged();
        (var same, _read) = (_read == query, query);
        if (before is not null && same && (before.Counts != found.Counts || !Sizes(before).SetEquals(Sizes(found))))
        {
            await Counted.InvokeAsync();
        }
    }

    protected override Task OnParametersSetAsync()
    {
        if (Found is not null && Tag == _read?.Tag)
        {
            return Task.CompletedTask;
        }

        _passed.Clear();
        return ReloadAsync();
    }

    private static HashSet<(Guid, int)> Sizes(DocumentRows found) => [.. found.Rows.Select(row => (row.Id, row.ChunkCount))];

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

    private string Pressed(DocumentShown shown) => _shown == shown ? "true" : "false";

    private Task ShowAsync(DocumentShown shown)
    {
        _shown = shown;
        _passed.Clear();
        return ReloadAsync();
    }

    private Task LaterAsync()
    {
        var last = Found!.Rows[^1];
        _passed.Push((last.Name, last.Id));
        return ReloadAsync();
    }

    private Task EarlierAsync()
    {
        _passed.Pop();
        return ReloadAsync();
    }

    private Task SearchAsync(ChangeEventArgs change)
    {
        _search = change.Value as string ?? "";
        _passed.Clear();
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
    }
}
