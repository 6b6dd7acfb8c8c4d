using AiStudio.Features.Spend;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Chat;

public sealed partial class ConversationSidebar : IDisposable
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _lifetime = new();
    private readonly List<ConversationRow> _rows = [];
    private IReadOnlyList<ConversationRow> _pinned = [];
    private IReadOnlyList<ConversationGroup>? _groups;
    private CancellationTokenSource? _typing;
    private LocalClock? _drawnClock;
    private string? _next;
    private string _search = "";
    private int _reads;
    private bool _archived;
    private bool _failed;
    private bool _loadingMore;
    private MonthNote? _month;

    /// <summary>The conversation that is open.</summary>
    [Parameter]
    public Guid? Current { get; set; }

    [Parameter, EditorRequired]
    public LocalClock Clock { get; set; } = null!;

    /// <summary>The open conversation was deleted or archived: leave it.</summary>
    [Parameter]
    public EventCallback<Guid> OnGone { get; set; }

    /// <summary>The open conversation may have another title now.</summary>
    [Parameter]
    public EventCallback<Guid> OnRenamed { get; set; }

    private string EmptyWords => (_search.Length > 0, _archived) switch
    {
        (true, _) => "No chat has these words in its title.",
        (_, true) => "Nothing is archived. Archive a chat from its menu to keep it out of the list.",
        _ => "No chats yet. Ask something: it will be listed here.",
    };

    /// <summary>Reads the list again, as far as it was read before.</summary>
    public async Task RefreshAsync()
    {
        var read = ++_reads;
        try
        {
            var caller = await Callers.GetAsync();
            var wanted = Math.Max(1, _rows.Count);
            var page = await Conversations.ListAsync(caller, new ConversationQuery(Search(), _archived), _lifetime.Token);
            var rows = page.Rows.ToList();
            while (page.Next is not null && rows.Count < wanted)
            {
                var more = await Conversations.ListAsync(caller, new ConversationQuery(Search(), _archived, page.Next), _lifetime.Token);
                rows.AddRange(more.Rows);
                page = page with { Next = more.Next };
            }

            // What was asked for meanwhile (another search, the archive) is not overwritten by an answer that was slower.
            if (read != _reads)
                return;
            _rows.Clear();
            _rows.AddRange(rows);
            (_pinned, _next, _failed) = (page.Pinned, page.Next, false);
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            _failed = _groups is null;
        }

        Group();
        if (_month is not null)
            await _month.RefreshAsync();
    }

    public void Dispose()
    {
        // Not disposed: what is still on its way asks it for its token.
        _lifetime.Cancel();
        _typing?.Cancel();
        _typing?.Dispose();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override void OnParametersSet()
    {
        if (_drawnClock != Clock && _groups is not null)
            Group();
    }

    private string? Search() => string.IsNullOrWhiteSpace(_search) ? null : _search.Trim();

    private void Group()
    {
        _drawnClock = Clock;
        _groups = ConversationGroup.Of(_pinned, _rows, Clock);
        StateHasChanged();
    }

    private async Task MoreAsync()
    {
        if (_loadingMore)
            return;
        _loadingMore = true;
        try
        {
            var page = await Conversations.ListAsync(await Callers.GetAsync(), new ConversationQuery(Search(), _archived, _next), _lifetime.Token);
            _rows.AddRange(page.Rows.ExceptBy(_rows.Select(row => row.Id), row => row.Id));
            _next = page.Next;
        }
        finally
        {
            _loadingMore = false;
        }

        Group();
    }

    private async Task SearchAsync(ChangeEventArgs change)
    {
        _search = change.Value as string ?? "";
        _typing?.Cancel();
        _typing?.Dispose();
        _typing = new CancellationTokenSource();
        var pause = _typing.Token;
        try
        {
            await Task.Delay(TypingPause, Time, pause);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _rows.Clear();
        await RefreshAsync();
    }

    private Task ToggleArchivedAsync()
    {
        _archived = !_archived;
        _rows.Clear();
        return RefreshAsync();
    }

    private async Task ActAsync(ConversationRow row, string action)
    {
        var caller = await Callers.GetAsync();
        var result = action switch
        {
            ConversationAction.Pin => await Conversations.PinAsync(caller, row.Id, !row.Pinned, _lifetime.Token),
            ConversationAction.Archive => await Conversations.ArchiveAsync(caller, row.Id, !row.Archived, _lifetime.Token),
            ConversationAction.Delete => await Conversations.DeleteAsync(caller, row.Id, _lifetime.Token),
            _ when ConversationAction.NewTitle(action) is { } title => await Conversations.RenameAsync(caller, row.Id, title, _lifetime.Token),
            _ => Error.Invalid("unknown_action", "This cannot be done with a chat."),
        };
        if (result.Succeeded)
            await TellAsync(row, action);
        else
            Toasts.Show("Nothing was changed.", result.Error.Message);
        await RefreshAsync();
    }

    private async Task TellAsync(ConversationRow row, string action)
    {
        if (action == ConversationAction.Delete)
            Toasts.Show("Chat deleted.", row.Title, "Undo", () => UndoAsync(row.Id));
        if (action == ConversationAction.Archive)
            Toasts.Show(row.Archived ? "Chat is back in the list." : "Chat archived.", row.Title);
        if (action == ConversationAction.Delete && row.Id == Current)
            await OnGone.InvokeAsync(row.Id);
        if (ConversationAction.NewTitle(action) is not null)
            await OnRenamed.InvokeAsync(row.Id);
    }

    private async Task UndoAsync(Guid id)
    {
        var result = await Conversations.UndoDeleteAsync(await Callers.GetAsync(), id, CancellationToken.None);
        if (!result.Succeeded)
            Toasts.Show("The chat could not be brought back.", result.Error.Message);
        if (!_lifetime.IsCancellationRequested)
            await RefreshAsync();
    }
}
