using AiStudio.Features.Chat.Turns;

namespace AiStudio.Features.Chat;

/// <summary>The part of the page that asks and watches.</summary>
public sealed partial class ChatPage
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);

    private readonly List<string> _waiting = [];
    private readonly HashSet<Guid> _watched = [];
    private string? _problem;
    private bool _stopping;
    private bool _asking;

    private async Task SendAsync(string text)
    {
        if (_open.Running is not null || _asking)
        {
            _waiting.Add(text);
            return;
        }

        await AskAsync(text);
    }

    private async Task AskAsync(string text)
    {
        _asking = true;
        _problem = null;
        var asked = _wanted;
        try
        {
            var assistant = Guid.TryParse(_assistant, out var id) ? id : (Guid?)null;
            var started = await Turns.AskAsync(await Callers.GetAsync(), new AskRequest(_open.Id, null, text, assistant, _model), _lifetime.Token);
            if (started.Succeeded)
            {
                // Somebody who has gone to another chat meanwhile stays there.
                if (_wanted == asked)
                    await FollowAsync(started.Value.ConversationId);
                return;
            }

            _problem = started.Error.Message;
            if (_composer is not null)
                await _composer.PutAsync(text);
        }
        finally
        {
            _asking = false;
        }
    }

    private async Task FollowAsync(Guid conversation)
    {
        await ShowAsync(conversation);
        if (ConversationId != conversation)
            Navigation.NavigateTo($"/chat/{conversation}", replace: true);
        if (_list is not null)
            await _list.RefreshAsync();
        if (_log is not null)
            await _log.ToEndAsync();
    }

    private async Task RetryAsync(ShownMessage answer)
    {
        _problem = null;
        var started = await Turns.RetryAsync(await Callers.GetAsync(), answer.View.Id, _lifetime.Token);
        if (started.Succeeded)
            await FollowAsync(started.Value.ConversationId);
        else
            Toasts.Show("The question was not asked again.", started.Error.Message);
    }

    private async Task StopAsync()
    {
        if (_open.Running?.View.TurnId is not { } turn)
            return;
        _stopping = true;
        var stopped = await Turns.StopAsync(await Callers.GetAsync(), turn, _lifetime.Token);
        if (stopped.Succeeded)
            return;
        _stopping = false;
        Toasts.Show("The answer could not be stopped.", stopped.Error.Message);
    }

    private async Task RateAsync(AnswerRating rating)
    {
        var rated = await Feedback.RateAsync(await Callers.GetAsync(), rating.Message.View.Id, rating.Rating, rating.Comment, _lifetime.Token);
        if (rated.Succeeded)
            rating.Message.Rate(rating.Rating);
        else
            Toasts.Show("Your rating was not stored.", rated.Error.Message);
    }

    private void RemoveWaiting(int index)
    {
        if (index < _waiting.Count)
            _waiting.RemoveAt(index);
    }

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
            if (!message.IsRunning)
                await EndAsync();
        }
        catch (OperationCanceledException)
        {
            // The page has gone; the turn goes on.
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

    private async Task EndAsync()
    {
        _stopping = false;
        if (_waiting.Count > 0)
        {
            var next = _waiting[0];
            _waiting.RemoveAt(0);
            await AskAsync(next);
        }
        else if (_list is not null)
        {
            await _list.RefreshAsync();
        }

        StateHasChanged();
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
