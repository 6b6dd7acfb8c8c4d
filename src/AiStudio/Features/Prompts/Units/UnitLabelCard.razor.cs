using System.Data.Common;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Units;

/// <summary>By which label the people of each unit are answered.</summary>
public sealed partial class UnitLabelCard
{
    private const string Unread = "The database did not answer, so it is not known by which label units are answered. Open the page again in a moment.";
    private IReadOnlyList<UnitLabelEntry> _units = [];
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public Guid PromptId { get; set; }

    /// <summary>Those that stand somewhere.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Labels { get; set; } = [];

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal UnitLabels Units { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private string Standing => _units.Count(unit => unit.Label is not null) switch
    {
        0 => "Everybody is answered with production.",
        1 => "One unit is answered by another label, without tests and canaries.",
        var several => $"{several} units are answered by another label, without tests and canaries.",
    };

    protected override async Task OnInitializedAsync()
    {
        try
        {
            await LoadAsync();
        }
        catch (Exception failure) when (failure is DbException || failure.InnerException is DbException)
        {
            _problem = Unread;
        }
    }

    private async Task LoadAsync() => _units = await Units.ListAsync(await Caller.GetAsync(), PromptId, CancellationToken.None);

    private async Task SetAsync(UnitLabelEntry unit, string? label)
    {
        _busy = true;
        try
        {
            _problem = (await Units.SetAsync(await Caller.GetAsync(), PromptId, unit.UnitId, label, CancellationToken.None)).Error?.Message;
            await LoadAsync();
        }
        catch (Exception failure) when (failure is DbException || failure.InnerException is DbException)
        {
            _problem = Unread;
        }
        finally
        {
            _busy = false;
        }

        if (_problem is null)
            Toasts.Show("Set", $"The next questions of {unit.Unit} are answered with {label}.");
    }
}
