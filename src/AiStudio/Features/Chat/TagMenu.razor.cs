using System.Data.Common;
using AiStudio.Features.Chat.Reading;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AiStudio.Features.Chat;

/// <summary>Narrows the next questions of a conversation to documents with certain tags. The tags are read when they are asked for.</summary>
public sealed partial class TagMenu : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _button;
    private IReadOnlyList<string>? _offered;
    private Guid _offeredBy;
    private bool _isUnreadable;
    private bool _open;

    [Parameter, EditorRequired]
    public Guid AssistantId { get; set; }

    /// <summary>What it is narrowed to; none: all documents.</summary>
    [Parameter]
    public IReadOnlyList<string> Chosen { get; set; } = [];

    [Parameter]
    public EventCallback<IReadOnlyList<string>> ChosenChanged { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal AssistantReadings Readings { get; init; } = null!;

    private string Label => Chosen.Count == 0 ? "All documents are read" : $"Only documents with the tag {string.Join(", ", Chosen)}";

    // What was chosen can be taken away, also when no document has it any more.
    private IReadOnlyList<string> Shown => [.. (_offered ?? []).Union(Chosen).Order(StringComparer.Ordinal)];

    public void Dispose() => _leaving.Cancel();

    private async Task ToggleAsync()
    {
        _open = !_open;
        if (!_open)
            return;
        if (_offeredBy != AssistantId)
            _offered = null;
        (_offeredBy, _isUnreadable) = (AssistantId, false);
        try
        {
            _offered = await Readings.TagsAsync(await Callers.GetAsync(), AssistantId, _leaving.Token);
        }
        catch (DbException)
        {
            _isUnreadable = true;
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Close() => _open = false;

    private Task ClearAsync()
    {
        _open = false;
        return ChosenChanged.InvokeAsync([]);
    }

    private Task ChooseAsync(string tag)
    {
        IReadOnlyList<string> chosen = Chosen.Contains(tag) ? [.. Chosen.Where(other => other != tag)] : [.. Chosen.Append(tag).Order(StringComparer.Ordinal).Take(DocumentTag.Most)];
        return ChosenChanged.InvokeAsync(chosen);
    }

    private async Task OnKeyAsync(KeyboardEventArgs key)
    {
        if (!_open || key.Key != "Escape")
            return;
        Close();
        await _button.FocusAsync();
    }
}
