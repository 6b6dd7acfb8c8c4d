using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Experiments.Browsing;

/// <summary>The experiments of the organization, the newest first; canaries are among them.</summary>
public sealed partial class ExperimentsPage : IDisposable
{
    private const int PageSize = 50;
    private readonly CancellationTokenSource _leaving = new();
    private List<ExperimentEntry>? _experiments;
    private bool _more;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ExperimentLibrary Library { get; init; } = null!;

    protected override Task OnInitializedAsync() => MoreAsync();

    private async Task MoreAsync()
    {
        _busy = true;
        var found = await Library.ListAsync(await Caller.GetAsync(), _experiments is [.., var last] ? last.Id : null, PageSize + 1, _leaving.Token);
        _experiments = [.. _experiments ?? [], .. found.Take(PageSize)];
        (_more, _busy) = (found.Count > PageSize, false);
    }

    public void Dispose() => _leaving.Cancel();
}
