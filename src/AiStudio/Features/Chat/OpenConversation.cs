namespace AiStudio.Features.Chat;

/// <summary>The conversation on the screen.</summary>
public sealed class OpenConversation(TimeProvider time) : IDisposable
{
    private readonly List<ShownMessage> _messages = [];

    internal Guid? Id { get; private set; }

    internal string Title { get; private set; } = "";

    internal Guid? AssistantId { get; private set; }

    internal IReadOnlyList<ShownMessage> Messages => _messages;

    internal ShownMessage? Running => _messages.LastOrDefault(message => message.IsRunning);

    /// <summary>Takes what the database says. Messages that were there stay the same objects, so only what changed is drawn again.</summary>
    internal void Show(ConversationView view)
    {
        var known = Id == view.Id ? _messages.ToDictionary(message => message.View.Id) : [];
        foreach (var gone in _messages.Where(message => Id != view.Id || view.Messages.All(other => other.Id != message.View.Id)).ToList())
            gone.Dispose();
        (Id, Title, AssistantId) = (view.Id, view.Title, view.AssistantId);
        _messages.Clear();
        foreach (var message in view.Messages)
            _messages.Add(Keep(known, message));
    }

    /// <summary>An empty page, for a conversation that begins with the first question.</summary>
    internal void Clear()
    {
        Dispose();
        _messages.Clear();
        (Id, Title, AssistantId) = (null, "", null);
    }

    internal ShownMessage? Find(Guid? answer) => _messages.LastOrDefault(message => message.View.Id == answer);

    /// <summary>The answer whose sources the panel shows: the one that was asked for, else the last that has any.</summary>
    internal ShownMessage? WithSources(Guid? answer) => Find(answer) ?? _messages.LastOrDefault(message => message.View.Citations.Count > 0);

    public void Dispose()
    {
        foreach (var message in _messages)
            message.Dispose();
    }

    private ShownMessage Keep(Dictionary<Guid, ShownMessage> known, MessageView view)
    {
        if (!known.TryGetValue(view.Id, out var message))
            return new ShownMessage(view, Id!.Value, time);
        message.Replace(view);
        return message;
    }
}
