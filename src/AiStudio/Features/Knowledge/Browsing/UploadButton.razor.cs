using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>Adds files by button or by dropping them on the page, and shows how far each is.</summary>
public sealed partial class UploadButton : IAsyncDisposable
{
    private const string Kinds = ".pdf,.docx,.pptx,.xlsx,.html,.htm,.md,.markdown,.txt,.text,.log,.csv,.tsv,.eml";

    private readonly List<Upload> _uploads = [];
    private ElementReference _input;
    private ElementReference _folder;
    private ElementReference _hint;
    private DotNetObjectReference<UploadButton>? _self;
    private IJSObjectReference? _attached;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    /// <summary>A document has arrived.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    public required IJSRuntime Js { get; init; }

    [Inject]
    public required AntiforgeryStateProvider Antiforgery { get; init; }

    [Inject]
    internal IOptions<KnowledgeOptions> Options { get; init; } = null!;

    [JSInvokable]
    public async Task Progress(string name, int percent, string? error)
    {
        var upload = _uploads.LastOrDefault(row => row.Name == name && row.Error is null);
        if (upload is null)
        {
            _uploads.Add(upload = new Upload(name));
        }

        upload.Percent = percent;
        upload.Error = error;
        if (percent == 100)
        {
            if (error is null)
            {
                _uploads.Remove(upload);
            }

            await Changed.InvokeAsync();
        }

        StateHasChanged();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Antiforgery.GetAntiforgeryToken() is not { } token)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./Features/Knowledge/Browsing/UploadButton.razor.js");
        _attached = await module.InvokeAsync<IJSObjectReference>(
            "attach", _input, _folder, _hint, _self, $"/knowledge/{BaseId}/documents", Kinds.Split(','), new { name = token.FormFieldName, value = token.Value }, Options.Value.MegabytesPerFile);
        // Before somebody listens, a chosen file would be lost.
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_attached is not null)
            {
                await _attached.InvokeVoidAsync("detach");
                await _attached.DisposeAsync();
            }
        }
        catch (Exception ex) when (ex is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and its listeners with it.
        }

        _self?.Dispose();
    }

    private sealed class Upload(string name)
    {
        public string Name => name;

        public int Percent { get; set; }

        public string? Error { get; set; }
    }
}
