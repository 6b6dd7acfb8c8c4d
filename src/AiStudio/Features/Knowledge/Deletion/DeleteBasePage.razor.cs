using System.Data.Common;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Deletion;

/// <summary>Says what goes with an archived base and asks for its name before it is deleted; then shows how far that is.</summary>
public sealed partial class DeleteBasePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IDisposable? _subscription;
    private BaseContents? _contents;
    private string? _problem;
    private string _typed = "";
    private bool _busy;
    private bool _gone;

    [Parameter]
    public Guid BaseId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal BaseDeletions Deletions { get; init; } = null!;

    [Inject]
    internal JobFeed Feed { get; init; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync();

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

    private async Task RefreshAsync()
    {
        if (_contents?.Deletion is not null && !_gone && !_leaving.IsCancellationRequested)
        {
            await FollowAsync();
            StateHasChanged();
        }
    }

    /// <summary>Only how far it is: counting all that is left takes longer than a step.</summary>
    private async Task FollowAsync()
    {
        var read = await Deletions.ProgressAsync(await Caller.GetAsync(), BaseId, CancellationToken.None);
        _gone = read.Error?.Code == "knowledge_base_not_found";
        _contents = _contents! with { Deletion = read.Value ?? _contents.Deletion };
    }

    private async Task ReadAsync()
    {
        try
        {
            var read = await Deletions.ReadAsync(await Caller.GetAsync(), BaseId, _leaving.Token);
            (_contents, _problem) = (read.Value, read.Error?.Message);
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task DeleteAsync()
    {
        _busy = true;
        var begun = await Deletions.BeginAsync(await Caller.GetAsync(), BaseId, _typed, CancellationToken.None);
        (_busy, _problem) = (false, begun.Error?.Message);
        if (begun.Succeeded)
        {
            await FollowAsync();
        }
    }
}
