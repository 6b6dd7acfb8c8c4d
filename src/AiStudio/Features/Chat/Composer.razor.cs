using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AiStudio.Features.Chat;

/// <summary>
/// Where a message is written. The text lives in the browser until it is sent: typing sends nothing over the circuit, a long text does not
/// overrun its message limit, and a draft survives a reload. What was sent is kept there too until it is asked: if the page or its circuit
/// goes before, or another chat is opened, it is in the box again when its chat is.
/// </summary>
public sealed partial class Composer : IAsyncDisposable
{
    private const int LongestMessage = 512 * 1024;

    private ElementReference _form;
    private IJSObjectReference? _module;
    private IJSObjectReference? _editor;
    private string? _draft;

    /// <summary>Names the draft: the conversation, or "new".</summary>
    [Parameter, EditorRequired]
    public string Draft { get; set; } = "";

    [Parameter]
    public IReadOnlyList<Choice> Assistants { get; set; } = [];

    [Parameter]
    public string? Assistant { get; set; }

    [Parameter]
    public EventCallback<string> AssistantChanged { get; set; }

    [Parameter]
    public IReadOnlyList<Choice> Models { get; set; } = [];

    [Parameter]
    public string? Model { get; set; }

    [Parameter]
    public EventCallback<string> ModelChanged { get; set; }

    /// <summary>The assistant whose documents can be narrowed; null for one that reads none.</summary>
    [Parameter]
    public Guid? ReadingAssistant { get; set; }

    /// <summary>The tags that the next questions are narrowed to.</summary>
    [Parameter]
    public IReadOnlyList<string> Tags { get; set; } = [];

    [Parameter]
    public EventCallback<IReadOnlyList<string>> TagsChanged { get; set; }

    [Parameter]
    public bool Running { get; set; }

    [Parameter]
    public bool Stopping { get; set; }

    [Parameter]
    public IReadOnlyList<string> Waiting { get; set; } = [];

    [Parameter]
    public string? Problem { get; set; }

    [Parameter]
    public EventCallback<string> OnSend { get; set; }

    [Parameter]
    public EventCallback OnStop { get; set; }

    [Parameter]
    public EventCallback<int> OnRemove { get; set; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    private string Placeholder => Running ? "Ask a follow-up; it waits its turn" : "Ask a question";

    /// <summary>Puts a text into the editor, in front of what is there.</summary>
    public async Task PutAsync(string text)
    {
        if (_editor is not null)
            await _editor.InvokeVoidAsync("put", text);
    }

    /// <summary>The text was asked, or is not wanted any more.</summary>
    public Task ForgetAsync(string draft, string text) => TellAsync("forget", draft, text);

    /// <summary>The texts were not asked: they are in that chat's editor again.</summary>
    public Task GiveBackAsync(string draft, IReadOnlyList<string> texts) => TellAsync("giveBack", draft, texts);

    /// <summary>A new chat has got its name: what was written in it goes with it.</summary>
    public Task RenameAsync(string from, string to) => TellAsync("rename", from, to);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_editor is not null)
                await _editor.InvokeVoidAsync("dispose");
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
            _module = await JS.InvokeAsync<IJSObjectReference>("import", "./Features/Chat/Composer.razor.js");
            _editor = await _module.InvokeAsync<IJSObjectReference>("attach", _form, Draft);
        }
        else if (_draft != Draft && _editor is not null)
        {
            await _editor.InvokeVoidAsync("draft", Draft);
        }

        _draft = Draft;
    }

    private async Task TellAsync(string what, string draft, object more)
    {
        try
        {
            if (_editor is not null)
                await _editor.InvokeVoidAsync(what, draft, more);
        }
        catch (Exception ex) when (ex is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone; what it keeps is there when it comes back.
        }
    }

    private async Task SendAsync()
    {
        if (_editor is null)
            return;
        await using var taken = await _editor.InvokeAsync<IJSStreamReference>("take");
        await using var stream = await taken.OpenReadStreamAsync(LongestMessage);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = (await reader.ReadToEndAsync()).Trim();
        if (text.Length > 0)
            await OnSend.InvokeAsync(text);
    }

    private static string Label(IReadOnlyList<Choice> choices, string? value) =>
        choices.FirstOrDefault(choice => choice.Value == value)?.Label ?? value ?? choices[0].Label;
}
