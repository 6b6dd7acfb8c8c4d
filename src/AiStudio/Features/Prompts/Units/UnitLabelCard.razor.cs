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
    private bool _mayAll;

    [Parameter, EditorRequired]
    public PromptDetail Prompt { get; set; } = null!;

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

    private static string People(UnitLabelEntry unit) => unit.People == 1 ? "1 person" : $"{unit.People:N0} people";

    // Those that stand somewhere, as far as this person may choose whom they answer.
    private IEnumerable<string> Offered(UnitLabelEntry unit) =>
        Prompt.Versions.SelectMany(version => version.Labels).Where(label => _mayAll || !Prompt.IsProtected(label)).Append(PromptLabel.Production).Append(unit.Label ?? PromptLabel.Production).Distinct().Order();

    private async Task LoadAsync()
    {
        var caller = await Caller.GetAsync();
        (_mayAll, _units) = (caller.Role == Role.Owner, await Units.ListAsync(caller, Prompt.Id, CancellationToken.None));
    }

    private async Task SetAsync(UnitLabelEntry unit, string? label)
    {
        _busy = true;
        try
        {
            _problem = (await Units.SetAsync(await Caller.GetAsync(), Prompt.Id, unit.UnitId, label, CancellationToken.None)).Error?.Message;
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
