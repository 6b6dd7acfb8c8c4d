using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>What the pages of a base share: the list of bases, its head, its tabs, and what is shown when there is nothing to open.</summary>
public sealed partial class BaseFrame : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<BaseSummary>? _bases;
    private BaseSummary? _base;
    private State _state;
    private bool _mayWrite;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>One line under the title, after the name of the base.</summary>
    [Parameter]
    public string About { get; set; } = "";

    /// <summary>The tab that is open.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>Whether everybody who reads the base may open the page, not only those who look after it.</summary>
    [Parameter]
    public bool ForReaders { get; set; }

    [Parameter]
    public RenderFragment? Actions { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    private enum State
    {
        Loading,
        Open,
        Gone,
        Forbidden,
        Unreadable,
    }

    protected override Task OnParametersSetAsync() => _base?.Id == BaseId ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var caller = await Caller.GetAsync();
            _bases = await Knowledge.ListAsync(caller, _leaving.Token);
            _base = _bases.FirstOrDefault(row => row.Id == BaseId);
            _mayWrite = KnowledgeService.MayWrite(caller);
            _state = _base is null ? State.Gone : _mayWrite || ForReaders ? State.Open : State.Forbidden;
        }
        catch (DbException)
        {
            _state = State.Unreadable;
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    public void Dispose() => _leaving.Cancel();
}
