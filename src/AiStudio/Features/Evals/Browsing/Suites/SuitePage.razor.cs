using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>A suite: its cases, its runs, its settings. The address says which part is open.</summary>
public sealed partial class SuitePage : IDisposable
{
    private static readonly (string Tab, string Label)[] s_tabs = [("", "Cases"), ("runs", "Runs"), ("settings", "Settings")];

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<JudgeEntry> _judges = [];
    private SuiteDetail? _suite;
    private SuiteFields _fields = new();
    private string? _problem;
    private string? _opened;
    private bool _loading = true;
    private bool _busy;
    private bool _running;
    private bool _archiving;

    [Parameter]
    public string Slug { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    /// <summary>A version that is to be run: the form is open for it.</summary>
    [SupplyParameterFromQuery(Name = "run")]
    public string? AskedVersion { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal SuiteLibrary Library { get; init; } = null!;

    [Inject]
    internal JudgeLibrary Judges { get; init; } = null!;

    [Inject]
    internal SuiteDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    private Guid? VersionId => AddressValue.Id(AskedVersion);

    protected override async Task OnParametersSetAsync()
    {
        _running |= VersionId is not null;
        if (_opened == Slug)
            return;
        _opened = Slug;
        await LoadAsync();
        _loading = false;
    }

    private string AddressOf(string tab) => tab.Length == 0 ? $"/evals/{Slug}" : $"/evals/{Slug}?tab={tab}";

    private async Task LoadAsync()
    {
        var caller = await Caller.GetAsync();
        _suite = (await Library.OpenAsync(caller, Slug, _leaving.Token)).Value;
        _judges = await Judges.ListAsync(caller, _leaving.Token);
        _fields = _suite is null ? new() : SuiteFields.Of(_suite.Settings);
    }

    private async Task SaveAsync()
    {
        _busy = true;
        var saved = await Desk.ChangeAsync(await Caller.GetAsync(), _suite!.Id, _fields.ToDraft(), expected: null, CancellationToken.None);
        (_busy, _problem) = (false, saved.Error?.Message);
        if (!saved.Succeeded)
            return;
        await LoadAsync();
        Toasts.Show("Saved", "The next run is asked so. Evidence from before does not count where model, passages or judge are others now.");
    }

    private async Task ArchiveAsync()
    {
        if (!_archiving)
        {
            _archiving = true;
            return;
        }

        var archived = await Desk.ArchiveAsync(await Caller.GetAsync(), _suite!.Id, expected: null, CancellationToken.None);
        _problem = archived.Error?.Message;
        if (archived.Succeeded)
            Navigation.NavigateTo("/evals");
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
