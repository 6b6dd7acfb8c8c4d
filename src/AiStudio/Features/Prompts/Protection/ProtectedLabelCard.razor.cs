using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Protection;

/// <summary>Protects labels, and takes that back.</summary>
public sealed partial class ProtectedLabelCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<ProtectedLabelEntry>? _labels;
    private string _label = "";
    private string? _problem;
    private bool _isOwner;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ProtectedLabels Labels { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var caller = await Caller.GetAsync();
        (_isOwner, _labels) = (caller.Role == Role.Owner, await Labels.ListAsync(caller, _leaving.Token));
    }

    private async Task ProtectAsync()
    {
        var label = _label.Trim();
        _busy = true;
        await SayAsync(await Labels.ProtectAsync(await Caller.GetAsync(), label, CancellationToken.None), $"Only owners move {label} from now on.");
    }

    private async Task UnprotectAsync(string label)
    {
        _busy = true;
        await SayAsync(await Labels.UnprotectAsync(await Caller.GetAsync(), label, CancellationToken.None), $"Admins move {label} again.");
    }

    private async Task SayAsync(Result<Done> done, string what)
    {
        (_busy, _problem) = (false, done.Error?.Message);
        if (done.Succeeded)
        {
            _label = "";
            Toasts.Show("Done", what);
        }

        await LoadAsync();
    }

    public void Dispose() => _leaving.Cancel();
}
