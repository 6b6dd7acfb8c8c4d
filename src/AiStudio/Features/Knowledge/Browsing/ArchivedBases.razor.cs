using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>The bases that are out of the lists and of every search, to be brought back.</summary>
public sealed partial class ArchivedBases : IDisposable
{
    // Who has more finds them by the API.
    private const int Most = 200;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<BaseSummary>? _bases;
    private string? _error;

    /// <summary>A base was brought back; its id.</summary>
    [Parameter]
    public EventCallback<Guid> Restored { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    public void Dispose() => _leaving.Cancel();

    private async Task ToggleAsync() =>
        (_bases, _error) = (_bases is null ? await Knowledge.PageAsync(await Caller.GetAsync(), archived: true, before: null, Most, _leaving.Token) : null, null);

    private async Task RestoreAsync(Guid id)
    {
        var restored = await Knowledge.RestoreAsync(await Caller.GetAsync(), id, CancellationToken.None);
        _error = restored.Error?.Message;
        if (restored.Succeeded)
        {
            _bases = null;
            await Restored.InvokeAsync(id);
        }
    }
}
