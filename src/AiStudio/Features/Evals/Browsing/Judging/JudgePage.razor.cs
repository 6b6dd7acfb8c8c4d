using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Judging;

/// <summary>A judge: how far it agrees with people, what they said, and its rubric.</summary>
public sealed partial class JudgePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<LabelEntry> _labels = [];
    private JudgeFields _fields = new();
    private JudgeDetail? _judge;
    private string? _problem;
    private bool _loading = true;
    private bool _busy;
    private bool _archiving;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal JudgeLibrary Library { get; init; } = null!;

    [Inject]
    internal JudgeDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        _loading = false;
    }

    private async Task LoadAsync()
    {
        var caller = await Caller.GetAsync();
        _judge = (await Library.OpenAsync(caller, Id, _leaving.Token)).Value;
        _labels = (await Library.LabelsAsync(caller, Id, _leaving.Token)).Value ?? [];
        _fields = _judge is null ? new() : JudgeFields.Of(_judge.Draft);
    }

    private async Task CalibrateAsync()
    {
        _busy = true;
        var asked = await Desk.CalibrateAsync(await Caller.GetAsync(), Id, _leaving.Token);
        (_busy, _problem) = (false, asked.Error?.Message);
        await LoadAsync();
    }

    private async Task SaveAsync()
    {
        _busy = true;
        var saved = await Desk.ChangeAsync(await Caller.GetAsync(), Id, _fields.ToDraft(), expected: null, CancellationToken.None);
        (_busy, _problem) = (false, saved.Error?.Message);
        if (!saved.Succeeded)
            return;
        await LoadAsync();
        Toasts.Show("Saved", "With another rubric or model, people have to label answers for it anew.");
    }

    private async Task ArchiveAsync()
    {
        if (!_archiving)
        {
            _archiving = true;
            return;
        }

        var archived = await Desk.ArchiveAsync(await Caller.GetAsync(), Id, expected: null, CancellationToken.None);
        (_archiving, _problem) = (false, archived.Error?.Message);
        if (archived.Succeeded)
            Navigation.NavigateTo("/evals/judges");
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
