using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Writing;

/// <summary>Writes a case, or changes one.</summary>
public sealed partial class CasePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<SuiteEntry> _suites = [];
    private CaseFields _fields = new();
    private Guid _suite;
    private string? _missing;
    private string? _problem;
    private bool _loading = true;
    private bool _busy;
    private bool _archiving;

    [Parameter]
    public string? Slug { get; set; }

    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>A message of the caller's own that a case is made of.</summary>
    [SupplyParameterFromQuery(Name = "message")]
    public string? AskedMessage { get; set; }

    /// <summary>A call on record that a case is made of.</summary>
    [SupplyParameterFromQuery(Name = "trace")]
    public string? AskedTrace { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal SuiteLibrary Library { get; init; } = null!;

    [Inject]
    internal CaseFromTraffic Traffic { get; init; } = null!;

    [Inject]
    internal CaseDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    private bool IsTraffic => AddressValue.Id(AskedMessage) is not null || AddressValue.Id(AskedTrace) is not null;

    private string Title => Id is null ? "New case" : _fields.Name.Length > 0 ? _fields.Name : "Case";

    protected override async Task OnParametersSetAsync()
    {
        var caller = await Caller.GetAsync();
        if (Slug is null)
            _suites = await Library.ListAsync(caller, _leaving.Token);
        else if (await Library.OpenAsync(caller, Slug, _leaving.Token) is { Succeeded: true } opened)
            _suite = opened.Value.Id;
        else
            _missing = "There is no such suite";
        var prompt = IsTraffic && _missing is null ? await TakeAsync(caller) : null;
        if (_suite == Guid.Empty && _suites.Count > 0)
            _suite = (_suites.FirstOrDefault(suite => suite.Prompt == prompt) ?? _suites[0]).Id;
        if (Id is { } id && _missing is null)
        {
            var found = await Library.CaseAsync(caller, id, _leaving.Token);
            if (found.Value is { } open && open.SuiteId == _suite)
                _fields = CaseFields.Of(open.Draft);
            else
                _missing = "There is no such case";
        }

        _loading = false;
    }

    // Answers which prompt was asked.
    private async Task<string?> TakeAsync(Caller caller)
    {
        var found = AddressValue.Id(AskedMessage) is { } message
            ? await Traffic.DraftAsync(caller, message, _leaving.Token)
            : await Traffic.DraftOfTraceAsync(caller, AddressValue.Id(AskedTrace)!.Value, _leaving.Token);
        if (found.Succeeded)
            _fields = CaseFields.Of(found.Value.Draft);
        else
            _missing = found.Error.Message;
        return found.Value?.Prompt;
    }

    private async Task SaveAsync()
    {
        var draft = _fields.ToDraft();
        if (!draft.Succeeded)
        {
            _problem = draft.Error.Message;
            return;
        }

        _busy = true;
        var caller = await Caller.GetAsync();
        var problem = Id is { } id
            ? (await Desk.ChangeAsync(caller, id, draft.Value, expected: null, CancellationToken.None)).Error
            : (await Desk.CreateAsync(caller, _suite, draft.Value, IsTraffic ? CaseSource.Traffic : CaseSource.Written, CancellationToken.None)).Error;
        (_busy, _problem) = (false, problem?.Message);
        if (problem is not null)
            return;
        Toasts.Show("Saved", "The next run asks it.");
        Leave();
    }

    private async Task ArchiveAsync()
    {
        if (!_archiving)
        {
            _archiving = true;
            return;
        }

        var archived = await Desk.ArchiveAsync(await Caller.GetAsync(), Id!.Value, expected: null, CancellationToken.None);
        _problem = archived.Error?.Message;
        if (archived.Succeeded)
            Leave();
    }

    private void Leave() => Navigation.NavigateTo($"/evals/{Slug ?? _suites.First(suite => suite.Id == _suite).Slug}");

    public void Dispose() => _leaving.Cancel();
}
