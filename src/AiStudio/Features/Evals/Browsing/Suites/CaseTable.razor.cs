using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>The cases of a suite, page by page.</summary>
public sealed partial class CaseTable : IDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _leaving = new();
    private List<CaseEntry>? _cases;
    private string? _search;
    private string? _tag;
    private bool _mayHaveMore;
    private bool _importing;
    private int? _shownOf;

    [Parameter, EditorRequired]
    public SuiteDetail Suite { get; set; } = null!;

    /// <summary>Cases have come in.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal SuiteLibrary Library { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    // Cases came or went: from the start again.
    protected override async Task OnParametersSetAsync()
    {
        if (_shownOf == Suite.Cases)
            return;
        _shownOf = Suite.Cases;
        await FromTheStartAsync();
    }

    private Task SearchAsync(ChangeEventArgs args)
    {
        _search = args.Value is string { Length: > 0 } text ? text.Trim() : null;
        return FromTheStartAsync();
    }

    private Task TagAsync(ChangeEventArgs args)
    {
        _tag = args.Value is string { Length: > 0 } text ? text : null;
        return FromTheStartAsync();
    }

    private Task ImportedAsync()
    {
        _importing = false;
        return Changed.InvokeAsync();
    }

    private Task FromTheStartAsync()
    {
        _cases = null;
        return ReadAsync([]);
    }

    private Task MoreAsync() => ReadAsync(_cases ?? []);

    private async Task ReadAsync(IReadOnlyList<CaseEntry> before)
    {
        var query = new CaseQuery(_search, _tag);
        var page = (await Library.CasesAsync(await Caller.GetAsync(), Suite.Id, query, before is [.., var last] ? last.Id : null, PageSize, _leaving.Token)).Value ?? [];
        // Something else may be looked for meanwhile.
        if (query != new CaseQuery(_search, _tag))
            return;
        _cases = [.. before, .. page];
        _mayHaveMore = page.Count == PageSize;
    }

    public void Dispose() => _leaving.Cancel();
}
