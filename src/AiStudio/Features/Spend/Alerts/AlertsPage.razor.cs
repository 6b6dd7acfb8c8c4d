using AiStudio.Features.Notifications.Alerts;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>Open and past alerts, the channels they leave by, and what became of each delivery.</summary>
public sealed partial class AlertsPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<AlertRow>? _open;
    private List<AlertRow>? _past;
    private IReadOnlyList<DeliveryRow>? _deliveries;
    private string? _problem;
    private bool _more;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal AlertList Alerts { get; init; } = null!;

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        await EarlierAsync();
    }

    private async Task ReadAsync()
    {
        var open = await Alerts.ListAsync(await Caller.GetAsync(), open: true, before: null, _leaving.Token);
        (_open, _problem) = (open.Value, open.Error?.Message);
        if (_problem is null)
            await ReadDeliveriesAsync();
    }

    private async Task ReadDeliveriesAsync() => _deliveries = (await Alerts.DeliveriesAsync(await Caller.GetAsync(), _leaving.Token)).Value;

    private async Task EarlierAsync()
    {
        var page = await Alerts.ListAsync(await Caller.GetAsync(), open: false, _past?.LastOrDefault()?.Id, _leaving.Token);
        _past = [.. _past ?? [], .. page.Value ?? []];
        _more = page.Value?.Length == AlertList.PageSize;
    }
}
