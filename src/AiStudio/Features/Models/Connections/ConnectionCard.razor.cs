using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Connections;

/// <summary>One connection: what it is, how it is doing, and what an admin does with it.</summary>
public sealed partial class ConnectionCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private Open _open;
    private bool _busy;
    private bool _good;
    private string? _said;

    private enum Open
    {
        Nothing,
        Edit,
        Key,
    }

    [Parameter, EditorRequired]
    public ConnectionStanding Standing { get; set; } = null!;

    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ConnectionService Connections { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private ConnectionView Connection => Standing.Connection;

    private bool IsOurs => Connection is { Configured: false, Kind: not ProviderKind.Local };

    private bool IsUnused => IsOurs && Standing.Models.Count == 0;

    private string? Host => Connection.BaseUrl is { } url ? new Uri(url).Authority : null;

    private string Note => Connection switch
    {
        { Kind: ProviderKind.Local } => "Comes with AiStudio: it quotes the passages it is given, offline and for nothing.",
        { Configured: true } => "Set by this installation’s configuration. Its address, key and model are changed there, by whoever runs the server.",
        _ when IsUnused => "No alias names a model of it yet, so nobody reaches it.",
        _ => "",
    };

    private void Toggle(Open what) => _open = _open == what ? Open.Nothing : what;

    private async Task CloseAsync()
    {
        _open = Open.Nothing;
        await Changed.InvokeAsync();
    }

    private async Task TestAsync()
    {
        (_busy, _said) = (true, null);
        try
        {
            var tested = await Connections.TestAsync(await Caller.GetAsync(), Connection.Id, null, _leaving.Token);
            (_good, _said) = (tested.Value?.Answered == true, tested.Value?.Sentence ?? tested.Error?.Message);
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task SwitchAsync()
    {
        var (caller, serves) = (await Caller.GetAsync(), Standing.Serves);
        var done = serves
            ? await Connections.DisableAsync(caller, Connection.Id, CancellationToken.None)
            : await Connections.EnableAsync(caller, Connection.Id, CancellationToken.None);
        (_good, _said) = (false, done.Error?.Message);
        if (done.Succeeded)
        {
            Toasts.Show(serves ? "Disabled" : "Enabled", serves ? $"New calls pass {Connection.Name} over. It keeps its place and its key." : $"{Connection.Name} serves again.");
            await Changed.InvokeAsync();
        }
    }

    public void Dispose() => _leaving.Cancel();
}
