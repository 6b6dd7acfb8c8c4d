using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Connections;

/// <summary>Adds a connection or edits one. A test before saving uses what stands in the form, never a stored key.</summary>
public sealed partial class ConnectionForm : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ConnectionFields _fields = new();
    private ConnectionPreset _preset = ConnectionPreset.All[0];
    private ConnectionTestOutcome? _tested;
    private string? _problem;
    private string _model = "";
    private bool _busy;

    /// <summary>The connection to edit; null for a new one.</summary>
    [Parameter]
    public ConnectionView? Saved { get; set; }

    /// <summary>Saved, or not wanted any more.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ConnectionService Connections { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private bool KeyWillBeForgotten => Saved is { HasKey: true } && _fields.ApiKey.Length == 0 && _fields.PointsElsewhere(Saved);

    private string KeyHint => Saved switch
    {
        null => "Stored sealed, and never shown again. Leave it empty for a server without keys.",
        { HasKey: true } => "A key is stored and is not shown. Leave this empty to keep it.",
        _ => "No key is stored.",
    };

    protected override void OnInitialized()
    {
        if (Saved is not null)
        {
            _fields = ConnectionFields.Of(Saved);
        }
        else
        {
            _fields.Start(_preset);
        }
    }

    private string Id(string field) => $"connection-{Saved?.Id.ToString("N") ?? "new"}-{field}";

    private void Preset(ChangeEventArgs args)
    {
        _preset = ConnectionPreset.All.FirstOrDefault(preset => preset.Name == (string?)args.Value) ?? _preset;
        _fields.Start(_preset);
        _tested = null;
    }

    private async Task SaveAsync()
    {
        var (caller, draft) = (await Caller.GetAsync(), _fields.ToDraft());
        var saved = Saved is null
            ? await Connections.AddAsync(caller, draft, CancellationToken.None)
            : await Connections.EditAsync(caller, Saved.Id, draft, CancellationToken.None);
        _problem = saved.Error?.Message;
        if (saved.Succeeded)
        {
            Toasts.Show(
                Saved is null ? "Added" : "Saved",
                saved.Value.KeyForgotten ? $"{draft.Name} points to another host. Its key was forgotten: rotate the new one in."
                : Saved is null ? $"{draft.Name} can be put behind an alias now." : $"New calls use {draft.Name} as it is now.");
            await Closed.InvokeAsync();
        }
    }

    private async Task TestAsync()
    {
        (_busy, _tested, _problem) = (true, null, null);
        try
        {
            var tested = await Connections.TestDraftAsync(await Caller.GetAsync(), _fields.ToDraft(), _model.Trim() is { Length: > 0 } model ? model : null, _leaving.Token);
            (_tested, _problem) = (tested.Value, tested.Error?.Message);
        }
        finally
        {
            _busy = false;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
