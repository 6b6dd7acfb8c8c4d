using AiStudio.Features.Chat.Turns;

namespace AiStudio.Features.Chat;

/// <summary>The part of the page that watches: the answer that is being written, and what other tabs and nodes change.</summary>
public sealed partial class ChatPage
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);

    private readonly HashSet<Guid> _watched = [];

    private void WatchRunning()
    {
        if (_live && _open.Running is { View.TurnId: { } turn } message && _watched.Add(turn))
            _ = WatchTurnAsync(message, turn);
    }

    private async Task WatchTurnAsync(ShownMessage message, Guid turn)
    {
        try
        {
            while (message.IsRunning && _open.Messages.Contains(message) && !_lifetime.IsCancellationRequested)
            {
                if (!await TryWatchAsync(message, turn))
                    await Task.Delay(BetweenTries, Time, _lifetime.Token);
            }

            _watched.Remove(turn);
            if (!message.IsRunning && _open.Messages.Contains(message))
                await EndAsync();
        }
        catch (OperationCanceledException)
        {
            // The page has gone; the turn goes on.
        }
        catch (Exception ex)
        {
            // Nobody awaits this.
            LogFeedLost(Log, ex);
        }
    }

    /// <summary>False when the feed ended without the turn's end: it is asked again from the last event seen.</summary>
    private async Task<bool> TryWatchAsync(ShownMessage message, Guid turn)
    {
        try
        {
            await foreach (var turnEvent in TurnFeed.WatchAsync(await Callers.GetAsync(), turn, message.LastEvent, _lifetime.Token))
            {
                message.Apply(turnEvent);
                if (!_open.Messages.Contains(message))
                    return true;
            }
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            LogFeedLost(Log, ex);
        }

        return !message.IsRunning;
    }

    private async Task WatchConversationsAsync()
    {
        while (!_lifetime.IsCancellationRequested)
        {
            try
            {
                await foreach (var changed in ConversationFeed.Watch(await Callers.GetAsync(), _lifetime.Token))
                    await OnChangedAsync(changed);
                await Task.Delay(BetweenTries, Time, _lifetime.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception ex)
            {
                LogFeedLost(Log, ex);
                await Task.Delay(BetweenTries, Time, CancellationToken.None);
            }
        }
    }

    private async Task OnChangedAsync(ConversationChanged changed)
    {
        if (_list is not null)
            await _list.RefreshAsync();
        var concernsThis = changed.ConversationId == Guid.Empty || changed.ConversationId == _open.Id;
        if (concernsThis && _open.Id is { } open && open == _wanted && !_asking)
            await ShowAsync(open);
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A live feed of the chat page ended unexpectedly; it is opened again.")]
    private static partial void LogFeedLost(ILogger logger, Exception exception);
}
