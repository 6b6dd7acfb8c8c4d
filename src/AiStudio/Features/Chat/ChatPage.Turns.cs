using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Chat;

/// <summary>The part of the page that asks and watches.</summary>
public sealed partial class ChatPage
{
    private const string NewDraft = "new";

    private readonly List<string> _waiting = [];
    private string? _problem;
    private bool _stopping;
    private bool _asking;

    private string Draft => ConversationId?.ToString() ?? NewDraft;

    private Task SendAsync(string text)
    {
        _waiting.Add(text);
        return NextAsync();
    }

    private async Task NextAsync()
    {
        if (_waiting.Count == 0 || _asking || _loading || _open.Running is not null)
            return;
        var next = _waiting[0];
        _waiting.RemoveAt(0);
        await AskAsync(next);
        // That answer may have ended before anybody could watch it.
        await NextAsync();
    }

    private async Task AskAsync(string text)
    {
        var (asked, draft) = (_wanted, Draft);
        (_asking, _problem) = (true, null);
        try
        {
            var assistant = Guid.TryParse(_assistant, out var id) ? id : (Guid?)null;
            var started = await TryAsync(caller => Turns.AskAsync(caller, new AskRequest(asked, null, text, assistant, _model) { Tags = _tags }, _lifetime.Token));
            if (!started.Succeeded)
            {
                await GiveBackAsync(asked, draft, text, started.Error.Message);
                return;
            }

            if (_composer is not null)
                await _composer.ForgetAsync(draft, text);
            await FollowAsync(asked, draft, started.Value.ConversationId);
        }
        finally
        {
            _asking = false;
        }
    }

    /// <summary>What was not asked goes back to where it was written, and with it what waited for its answer.</summary>
    private async Task GiveBackAsync(Guid? asked, string draft, string text, string problem)
    {
        List<string> texts = [text];
        if (_wanted == asked)
        {
            _problem = problem;
            texts.AddRange(_waiting);
            _waiting.Clear();
        }
        else
        {
            Toasts.Show("A question was not sent. It is back in the box of its chat.", problem);
        }

        if (_composer is not null)
            await _composer.GiveBackAsync(draft, texts);
    }

    /// <summary>Shows the chat that was asked. Somebody who has gone to another one meanwhile stays there.</summary>
    private async Task FollowAsync(Guid? asked, string draft, Guid conversation)
    {
        if (_wanted != asked)
            return;
        await ShowAsync(conversation);
        if (_wanted == conversation && ConversationId != conversation && _composer is not null)
            await _composer.RenameAsync(draft, conversation.ToString());
        if (_wanted != conversation)
            return;
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
        var asked = _wanted;
        var started = await TryAsync(caller => Turns.RetryAsync(caller, answer.View.Id, _lifetime.Token));
        if (started.Succeeded)
            await FollowAsync(asked, Draft, started.Value.ConversationId);
        else
            Toasts.Show("The question was not asked again.", started.Error.Message);
    }

    private async Task<Result<StartedTurn>> TryAsync(Func<Caller, Task<Result<StartedTurn>>> ask)
    {
        try
        {
            return await ask(await Callers.GetAsync());
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            LogNotAsked(Log, ex);
            return Error.Conflict("not_asked", "Something went wrong on our side. Try again.");
        }
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

    private async Task RemoveWaitingAsync(int index)
    {
        if (index >= _waiting.Count)
            return;
        var text = _waiting[index];
        _waiting.RemoveAt(index);
        if (_composer is not null)
            await _composer.ForgetAsync(Draft, text);
    }

    private async Task EndAsync()
    {
        _stopping = false;
        if (_waiting.Count > 0)
            await NextAsync();
        else if (_list is not null)
            await _list.RefreshAsync();
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A question could not be asked.")]
    private static partial void LogNotAsked(ILogger logger, Exception exception);
}
