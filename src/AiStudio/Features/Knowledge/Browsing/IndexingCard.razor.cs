using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Profiles;
using AiStudio.Features.Knowledge.Recutting;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>The embedding model of a base and the size of its chunks; a change of model is watched here.</summary>
public sealed partial class IndexingCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IDisposable? _subscription;
    private ProfileView? _view;
    private string _model = "";
    private int _tokens;
    private int _overlap;
    private bool _saved;
    private string? _error;
    private RecutView? _recut;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal EmbeddingProfiles Profiles { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    [Inject]
    internal Recuts Recuts { get; init; } = null!;

    [Inject]
    internal JobFeed Feed { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        (_model, _tokens, _overlap) = (_view?.Model ?? "", _view?.ChunkTokens ?? 200, _view?.OverlapTokens ?? 0);
    }

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
        if ((_view?.Changing == true || _recut?.Percent is not null) && !_leaving.IsCancellationRequested)
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        var read = await Profiles.ReadAsync(await Caller.GetAsync(), BaseId, CancellationToken.None);
        _view = read.Value;
        _recut = read.Succeeded ? await Recuts.ReadAsync(await Caller.GetAsync(), BaseId, CancellationToken.None) : null;
        _error = read.Error?.Message ?? _error;
    }

    private async Task CutAsync()
    {
        var cut = await Knowledge.CutAsync(await Caller.GetAsync(), BaseId, _tokens, _overlap, CancellationToken.None);
        _saved = cut.Succeeded;
        _error = cut.Error?.Message;
        await ReadAsync();
    }

    private Task ChangeAsync() => ActAsync(caller => Profiles.ChangeAsync(caller, BaseId, _model, CancellationToken.None));

    private Task RollBackAsync() => ActAsync(caller => Profiles.RollBackAsync(caller, BaseId, CancellationToken.None));

    private Task RecutAsync() => ActAsync(caller => Recuts.StartAsync(caller, BaseId, CancellationToken.None));

    private Task StopAsync() => ActAsync(caller => Profiles.StopAsync(caller, BaseId, CancellationToken.None));

    private async Task ActAsync(Func<Platform.Identity.Caller, Task<Result<Done>>> act)
    {
        _error = (await act(await Caller.GetAsync())).Error?.Message;
        await ReadAsync();
    }
}
