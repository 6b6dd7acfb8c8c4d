using System.Data.Common;
using System.Globalization;
using AiStudio.Features.Chat;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AiStudio.Features.Traces.Conversations;

/// <summary>The conversation of a call, to read, for admins to whom it is open; else the way to open it.</summary>
public sealed partial class OpenedConversationPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private OpenedConversation? _conversation;
    private IJSObjectReference? _module;
    private Guid? _shown;
    private string? _problem;
    private bool _closed;

    [Parameter]
    public Guid CallId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ConversationReader Conversations { get; init; } = null!;

    [Inject]
    internal IJSRuntime Script { get; init; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_conversation is not { Marked: [{ Id: var marked }, ..] } || _shown == marked)
            return;
        _shown = marked;
        try
        {
            _module ??= await Script.InvokeAsync<IJSObjectReference>("import", "./Features/Traces/Conversations/OpenedConversationPage.razor.js");
            await _module.InvokeVoidAsync("show", $"m-{marked:N}");
        }
        catch (JSDisconnectedException)
        {
            // The page was left.
        }
    }

    // The source of the answer is not disposed: what is still on its way asks it for its token.
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            var read = await Conversations.ReadAsync(await Caller.GetAsync(), CallId, _leaving.Token);
            (_conversation, _problem, _closed) = (read.Value, read.Error?.Message, read.Error?.Code == "glass_needed");
        }
        catch (DbException)
        {
            (_conversation, _problem, _closed) = (null, "This could not be read right now. Try again in a moment.", false);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private static string Place(Citation citation) => string.Join(", ",
        new[] { citation.Document, citation.HeadingPath, citation.Page is { } page ? string.Create(CultureInfo.InvariantCulture, $"page {page}") : "" }.Where(part => part.Length > 0));
}
