using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Connections;

/// <summary>Puts another key into a connection.</summary>
public sealed partial class KeyForm
{
    private string _key = "";
    private string? _problem;

    [Parameter, EditorRequired]
    public ConnectionView Connection { get; set; } = null!;

    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ConnectionService Connections { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private async Task SaveAsync()
    {
        var rotated = await Connections.RotateKeyAsync(await Caller.GetAsync(), Connection.Id, _key, CancellationToken.None);
        _problem = rotated.Error?.Message;
        if (rotated.Succeeded)
        {
            _key = "";
            Toasts.Show("Key rotated", $"New calls of {Connection.Name} use the new key.");
            await Closed.InvokeAsync();
        }
    }
}
