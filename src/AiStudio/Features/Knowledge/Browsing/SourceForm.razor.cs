using AiStudio.Features.Knowledge.Sources;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>Adds a document that is no file: pasted text, or a page of the web.</summary>
public sealed partial class SourceForm
{
    private bool _page;
    private bool _busy;
    private string _title = "";
    private string _text = "";
    private string _address = "";
    private string? _error;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    /// <summary>A document has arrived.</summary>
    [Parameter]
    public EventCallback Added { get; set; }

    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal DocumentSources Sources { get; init; } = null!;

    private void Choose(bool page)
    {
        _page = page;
        _error = null;
    }

    private async Task AddAsync()
    {
        var caller = await Caller.GetAsync();
        _busy = true;
        _error = null;
        StateHasChanged();
        var added = await (_page
            ? Sources.AddPageAsync(caller, BaseId, _address, CancellationToken.None)
            : Sources.AddTextAsync(caller, BaseId, _title, _text, CancellationToken.None));
        _busy = false;
        _error = added.Error?.Message;
        if (added.Succeeded)
        {
            await Added.InvokeAsync();
        }
    }
}
