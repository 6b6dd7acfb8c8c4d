using AiStudio.Features.Knowledge.Quotes;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Chat;

/// <summary>The sources of an answer, with what the reader may read of them at this moment.</summary>
public sealed partial class AnswerSources : IDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private IReadOnlyDictionary<Guid, string>? _passages;
    private HashSet<Guid>? _read;

    [Inject]
    internal CitedPassages Passages { get; init; } = null!;

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    /// <summary>The answer whose sources are shown.</summary>
    [Parameter, EditorRequired]
    public ShownMessage Answer { get; set; } = null!;

    /// <summary>The number of the source that was asked for.</summary>
    [Parameter, EditorRequired]
    public int Open { get; set; }

    /// <summary>The conversation's address, without its query.</summary>
    [Parameter, EditorRequired]
    public string CloseHref { get; set; } = "";

    public void Dispose() => _lifetime.Cancel();

    protected override async Task OnParametersSetAsync()
    {
        var cited = Answer.View.Citations.Select(citation => citation.ChunkId).ToHashSet();
        if (_read?.SetEquals(cited) == true)
            return;
        (_read, _passages) = (cited, null);
        var found = await Passages.ReadAsync(await Callers.GetAsync(), cited, _lifetime.Token);
        // Another answer was picked meanwhile: its passages are on their way.
        if (ReferenceEquals(_read, cited))
            _passages = found;
    }
}
