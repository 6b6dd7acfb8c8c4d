using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AiStudio.Features.Chat;

public sealed partial class ChatPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private OpenConversation _open = null!;
    private LocalClock _clock = null!;
    private IReadOnlyList<AssistantRow> _assistantRows = [];
    private IReadOnlyList<Choice> _assistants = [];
    private IReadOnlyList<Choice> _models = [];
    private ElementReference _main;
    private ConversationSidebar? _list;
    private MessageLog? _log;
    private Composer? _composer;
    private IJSObjectReference? _module;
    private IJSObjectReference? _keys;
    private string? _assistant;
    private string? _model;
    private IReadOnlyList<string> _tags = [];
    private string? _missing;
    private bool _ready;
    private bool _loading = true;
    private bool _live;
    private (Guid?, int?) _shownSource;
    private (Guid? Conversation, bool Known) _routed;
    private Guid? _wanted;

    [Parameter]
    public Guid? ConversationId { get; set; }

    [SupplyParameterFromQuery(Name = "source")]
    public string? AskedSource { get; set; }

    /// <summary>The answer whose source is open; without it, the last one that has sources.</summary>
    [SupplyParameterFromQuery(Name = "answer")]
    public string? AskedAnswer { get; set; }

    private int? Source => AddressValue.Number(AskedSource);

    private Guid? Answer => AddressValue.Id(AskedAnswer);

    private string Address => ConversationId is { } id ? $"/chat/{id}" : "/chat";

    private string Title => _open.Title is { Length: > 0 } title ? title : "New chat";

    private AssistantRow? AssistantRow => _assistantRows.FirstOrDefault(row => row.Id.ToString() == _assistant);

    private string AssistantName => AssistantRow?.Name ?? "Assistant";

    private IReadOnlyList<string> Bases => AssistantRow?.KnowledgeBases ?? [];

    private string Subtitle => Bases.Count == 0 ? AssistantName : $"{AssistantName} · answers from {string.Join(" and ", Bases)}";

    private ShownMessage? SourcesOf => Source is null ? null : _open.WithSources(Answer) is { View.Citations.Count: > 0 } cited ? cited : null;

    public async ValueTask DisposeAsync()
    {
        // Not disposed: what is still on its way asks it for its token.
        await _lifetime.CancelAsync();
        _open.Dispose();
        try
        {
            if (_keys is not null)
                await _keys.InvokeVoidAsync("dispose");
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception ex) when (ex is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone, and its listeners with it.
        }
    }

    protected override void OnInitialized()
    {
        _open = new OpenConversation(Time);
        _clock = new LocalClock(Time, TimeZoneInfo.Utc);
    }

    protected override async Task OnInitializedAsync()
    {
        var caller = await Callers.GetAsync();
        _assistantRows = await Assistants.ListAsync(caller, _lifetime.Token);
        _assistants = [.. _assistantRows.Select(row => new Choice(row.Id.ToString(), row.Name, row.Description))];
        _assistant = (_assistantRows.FirstOrDefault(row => row.IsDefault) ?? (_assistantRows.Count > 0 ? _assistantRows[0] : null))?.Id.ToString();
        _models = [.. (await Models.ListAsync(caller, _lifetime.Token)).Select(model => new Choice(model.Name, model.Name, model.Description))];
        _ready = true;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_ready && _routed != (ConversationId, true))
        {
            // What waits in the chat that is left stays in the browser, for its box.
            if (_routed.Known && ConversationId != _wanted)
                _waiting.Clear();
            _routed = (ConversationId, true);
            if (ConversationId != _wanted || _loading)
                await LoadAsync();
        }

        MarkSource();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await JS.InvokeAsync<IJSObjectReference>("import", "./Features/Chat/ChatPage.razor.js");
            _keys = await _module.InvokeAsync<IJSObjectReference>("attach");
            _clock = LocalClock.In(Time, await _keys.InvokeAsync<string?>("zone"));
            _live = true;
            _ = WatchConversationsAsync();
            WatchRunning();
            StateHasChanged();
        }

        if (_keys is not null && SourcesOf is not null && _shownSource != (Answer, Source))
        {
            _shownSource = (Answer, Source);
            await _keys.InvokeVoidAsync("show", $"source-{Source}");
        }
    }

    private async Task LoadAsync()
    {
        (_problem, _missing, _stopping) = (null, null, false);
        _loading = ConversationId is not null;
        if (ConversationId is { } id)
        {
            await ShowAsync(id);
            // Another chat was picked meanwhile: that one is loading.
            if (_wanted != id)
                return;
            _loading = false;
        }
        else
        {
            _wanted = null;
            _tags = [];
            _open.Clear();
        }

        await NextAsync();
    }

    private async Task ShowAsync(Guid id)
    {
        _wanted = id;
        var view = await Conversations.GetAsync(await Callers.GetAsync(), id, _lifetime.Token);
        if (_wanted != id)
            return;
        if (!view.Succeeded)
        {
            _open.Clear();
            _missing = view.Error.Message;
            return;
        }

        _missing = null;
        if (_open.Id != id && _assistantRows.Any(row => row.Id == view.Value.AssistantId))
            _assistant = view.Value.AssistantId.ToString();
        // What is chosen in an open chat goes with its next question.
        if (_open.Id != id)
            _tags = view.Value.NarrowedTags;
        _open.Show(view.Value);
        MarkSource();
        WatchRunning();
    }

    private async Task ReloadAsync(Guid id)
    {
        if (id == ConversationId)
            await ShowAsync(id);
    }

    private void MarkSource()
    {
        var shown = SourcesOf;
        foreach (var message in _open.Messages)
            message.Open(message == shown ? Source : null);
    }

    private void NewChat() => Navigation.NavigateTo("/chat");
}
