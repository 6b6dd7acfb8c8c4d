using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>The runs of a suite, the newest first, each to be compared with the one before it.</summary>
public sealed partial class RunTable : IDisposable
{
    private const int PageSize = 30;

    private readonly CancellationTokenSource _leaving = new();
    private List<RunEntry>? _runs;
    private bool _mayHaveMore;

    [Parameter, EditorRequired]
    public Guid SuiteId { get; set; }

    /// <summary>The share of cases that the suite asks for.</summary>
    [Parameter, EditorRequired]
    public double MinPassRate { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal RunLibrary Library { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    protected override Task OnInitializedAsync() => MoreAsync();

    private async Task MoreAsync()
    {
        var page = await Library.ListAsync(await Caller.GetAsync(), SuiteId, _runs?.LastOrDefault()?.Id, PageSize, _leaving.Token);
        _runs = [.. _runs ?? [], .. page];
        _mayHaveMore = page.Count == PageSize;
    }

    public void Dispose() => _leaving.Cancel();
}
