using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Runs;

/// <summary>The answers of a run, page by page.</summary>
public sealed partial class ResultList : IDisposable
{
    private const int PageSize = 25;
    private static readonly (ResultOutcome? Outcome, string Label)[] s_shown = [(null, "All"), (ResultOutcome.Failed, "Failed"), (ResultOutcome.Error, "Undecided"), (ResultOutcome.Passed, "Passed")];

    private readonly CancellationTokenSource _leaving = new();
    private List<ResultEntry>? _results;
    private bool _mayHaveMore;
    private (Guid, ResultOutcome?, string?, int)? _shown;

    [Parameter, EditorRequired]
    public Guid RunId { get; set; }

    [Parameter, EditorRequired]
    public string SuiteSlug { get; set; } = "";

    /// <summary>The judge that answers are labelled for.</summary>
    [Parameter]
    public Guid? JudgeId { get; set; }

    [Parameter]
    public ResultOutcome? Outcome { get; set; }

    [Parameter]
    public string? Tag { get; set; }

    /// <summary>Another number: there may be more answers now.</summary>
    [Parameter]
    public int Version { get; set; }

    /// <summary>Where answers of an outcome and a tag are.</summary>
    [Parameter, EditorRequired]
    public Func<string?, string?, string> AddressOf { get; set; } = null!;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal RunLibrary Library { get; init; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (RunId, Outcome, Tag, Version))
            return;
        // More answers of the same: what is there stays until they are here.
        if (_shown is not { } before || before with { Item4 = 0 } != (RunId, Outcome, Tag, 0))
            _results = null;
        _shown = (RunId, Outcome, Tag, Version);
        await ReadAsync([]);
    }

    private Task MoreAsync() => ReadAsync(_results ?? []);

    private async Task ReadAsync(IReadOnlyList<ResultEntry> before)
    {
        var asked = _shown;
        var after = before is [.., var last] ? new ResultPlace(last.CaseId, last.Repeat) : null;
        var page = (await Library.ResultsAsync(await Caller.GetAsync(), RunId, new ResultQuery(Outcome, Tag), after, PageSize, _leaving.Token)).Value ?? [];
        // Something else may be shown meanwhile.
        if (asked != _shown)
            return;
        _results = [.. before, .. page];
        _mayHaveMore = page.Count == PageSize;
    }

    public void Dispose() => _leaving.Cancel();
}
