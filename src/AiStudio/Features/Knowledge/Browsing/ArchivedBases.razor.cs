using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Deletion;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>The bases that are out of the lists and of every search, to be brought back or deleted; of those that are being deleted, how far that is.</summary>
public sealed partial class ArchivedBases : IDisposable
{
    // Who has more finds them by the API.
    private const int Most = 200;

    private readonly CancellationTokenSource _leaving = new();
    private IDisposable? _subscription;
    private IReadOnlyList<BaseSummary>? _bases;
    private IReadOnlyDictionary<Guid, BaseDeletion> _deletions = new Dictionary<Guid, BaseDeletion>();
    private string? _error;

    /// <summary>A base was brought back; its id.</summary>
    [Parameter]
    public EventCallback<Guid> Restored { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    [Inject]
    internal BaseDeletions Deletions { get; init; } = null!;

    [Inject]
    internal JobFeed Feed { get; init; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            var caller = await Caller.GetAsync();
            if (!_leaving.IsCancellationRequested)
            {
                _subscription = Feed.Subscribe(caller.OrganizationId, job => InvokeAsync(RefreshAsync));
            }
        }
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _leaving.Cancel();
    }

    private async Task ToggleAsync()
    {
        _error = null;
        if (_bases is null)
        {
            await ReadAsync();
        }
        else
        {
            _bases = null;
        }
    }

    private async Task RefreshAsync()
    {
        if (_bases is not null && _deletions.Count > 0 && !_leaving.IsCancellationRequested)
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        var caller = await Caller.GetAsync();
        _deletions = await Deletions.ListAsync(caller, CancellationToken.None);
        _bases = await Knowledge.PageAsync(caller, archived: true, before: null, Most, CancellationToken.None);
    }

    private async Task RestoreAsync(Guid id)
    {
        var restored = await Knowledge.RestoreAsync(await Caller.GetAsync(), id, CancellationToken.None);
        _error = restored.Error?.Message;
        if (restored.Succeeded)
        {
            _bases = null;
            await Restored.InvokeAsync(id);
        }
    }
}
