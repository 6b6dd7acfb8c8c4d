using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Runs;

/// <summary>How a run went: its figures, its failures by tag, and every answer with what its checks say. The address says which answers are shown.</summary>
public sealed partial class RunPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private RunDetail? _detail;
    private RunEntry? _earlier;
    private Guid? _opened;
    private bool _loading = true;
    private int _version;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary><c>failed</c>, <c>error</c>, <c>passed</c>; all when it is left out.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Outcome { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal RunLibrary Library { get; init; } = null!;

    private ResultOutcome? Shown => Enum.TryParse<ResultOutcome>(Outcome, ignoreCase: true, out var outcome) && Enum.IsDefined(outcome) ? outcome : null;

    private int Decided => _detail!.Run.State == EvalRunState.Ended ? _detail.Run.Cases : _detail.Run.Passed + _detail.Run.Failed + _detail.Run.Errors;

    protected override async Task OnParametersSetAsync()
    {
        if (_opened == Id)
            return;
        _opened = Id;
        await LoadAsync();
        _loading = false;
    }

    private string AddressOf(string? outcome, string? tag) =>
        $"/evals/runs/{Id}?" + string.Join('&', new[] { outcome is null ? null : $"show={outcome}", tag is null ? null : $"tag={Uri.EscapeDataString(tag)}" }.OfType<string>());

    private async Task LoadAsync()
    {
        // Progress and the end come close together: what was read first must not be shown last.
        var mine = ++_version;
        var caller = await Caller.GetAsync();
        var detail = (await Library.OpenAsync(caller, Id, _leaving.Token)).Value;
        var earlier = detail is null ? null : (await Library.ListAsync(caller, detail.Run.SuiteId, Id, 10, _leaving.Token)).FirstOrDefault(run => run.State == EvalRunState.Ended);
        if (mine == _version)
            (_detail, _earlier) = (detail, earlier);
    }

    public void Dispose() => _leaving.Cancel();
}
