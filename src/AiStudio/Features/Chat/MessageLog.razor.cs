using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AiStudio.Features.Chat;

public sealed partial class MessageLog : IAsyncDisposable
{
    private ElementReference _log;
    private IJSObjectReference? _module;
    private IJSObjectReference? _view;
    private int _shown;

    [Parameter, EditorRequired]
    public IReadOnlyList<ShownMessage> Messages { get; set; } = [];

    /// <summary>The assistant's name.</summary>
    [Parameter, EditorRequired]
    public string Assistant { get; set; } = "";

    [Parameter, EditorRequired]
    public LocalClock Clock { get; set; } = null!;

    [Parameter]
    public EventCallback<ShownMessage> OnRetry { get; set; }

    [Parameter]
    public EventCallback<AnswerRating> OnRate { get; set; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>Down to the newest line: after the person has asked something.</summary>
    public async Task ToEndAsync()
    {
        if (_view is not null)
            await _view.InvokeVoidAsync("toEnd");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_view is not null)
                await _view.InvokeVoidAsync("dispose");
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception ex) when (ex is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone, and its listeners with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await JS.InvokeAsync<IJSObjectReference>("import", "./Features/Chat/MessageLog.razor.js");
            _view = await _module.InvokeAsync<IJSObjectReference>("attach", _log);
        }

        if (Messages.Count > _shown && _view is not null)
            await _view.InvokeVoidAsync("toEnd");
        _shown = Messages.Count;
    }

    private async Task CopyAsync(ShownMessage message)
    {
        if (_module is not null)
            await _module.InvokeVoidAsync("copy", message.Text);
    }
}
