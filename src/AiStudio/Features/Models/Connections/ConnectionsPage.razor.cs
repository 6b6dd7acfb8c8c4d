using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Connections;

/// <summary>The provider connections and how they are doing, read again every few seconds.</summary>
public sealed partial class ConnectionsPage : IAsyncDisposable
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<ConnectionStanding>? _standings;
    private Task _refreshing = Task.CompletedTask;
    private bool _adding;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ConnectionOverview Overview { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _refreshing = RefreshAsync();
        }
    }

    private async Task LoadAsync() => _standings = await Overview.ReadAsync(await Caller.GetAsync(), _leaving.Token);

    private async Task CloseAsync()
    {
        _adding = false;
        await LoadAsync();
    }

    private async Task RefreshAsync()
    {
        using var timer = new PeriodicTimer(s_refresh, Time);
        while (await timer.WaitForNextTickAsync(_leaving.Token))
        {
            await InvokeAsync(async () =>
            {
                await LoadAsync();
                StateHasChanged();
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
