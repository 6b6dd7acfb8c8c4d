using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>The channels of an organization: added, tried, switched and removed.</summary>
public sealed partial class ChannelCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<ChannelRow>? _channels;
    private string? _problem;
    private ChannelKind _kind;
    private string _name = "";
    private string _address = "";
    private bool _busy;

    /// <summary>A channel is another, or a message waits to go over one.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal AlertChannels Channels { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _channels = (await Channels.ListAsync(await Caller.GetAsync(), _leaving.Token)).Value;

    private Task AddAsync() => ActAsync(async caller =>
    {
        var added = await Channels.AddAsync(caller, new ChannelDraft(_kind, _name.Trim(), _address.Trim()), CancellationToken.None);
        if (added.Succeeded)
            (_name, _address) = ("", "");
        return added.Error;
    });

    private Task TestAsync(ChannelRow channel) => ActAsync(async caller =>
    {
        var tested = await Channels.TestAsync(caller, channel.Id, CancellationToken.None);
        if (tested.Succeeded)
            Toasts.Show("On its way", $"A test goes over {channel.Name} within seconds; the deliveries below say whether it arrived.");
        return tested.Error;
    });

    private Task SwitchAsync(ChannelRow channel) => ActAsync(async caller => (await Channels.SwitchAsync(caller, channel.Id, !channel.Disabled, CancellationToken.None)).Error);

    private Task RemoveAsync(ChannelRow channel) => ActAsync(async caller => (await Channels.RemoveAsync(caller, channel.Id, CancellationToken.None)).Error);

    private async Task ActAsync(Func<Caller, Task<Error?>> act)
    {
        _busy = true;
        try
        {
            _problem = (await act(await Caller.GetAsync()))?.Message;
            await ReadAsync();
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
