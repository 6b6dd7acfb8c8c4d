using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Tagging;

/// <summary>The tags of a document; each leads to the others that have it.</summary>
public sealed partial class TagEditor
{
    private bool _editing;
    private string _text = "";
    private string? _error;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter, EditorRequired]
    public Guid DocumentId { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Tags { get; set; } = [];

    [Parameter]
    public bool MayWrite { get; set; }

    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal DocumentTags Service { get; init; } = null!;

    private void Edit() => (_editing, _text) = (true, string.Join(", ", Tags));

    private async Task SaveAsync()
    {
        var set = await Service.SetAsync(await Caller.GetAsync(), DocumentId, _text.Split(','), version: null, CancellationToken.None);
        _error = set.Error?.Message;
        if (set.Succeeded)
        {
            _editing = false;
            await Changed.InvokeAsync();
        }
    }
}
