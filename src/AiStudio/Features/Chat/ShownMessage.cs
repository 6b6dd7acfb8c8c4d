using AiStudio.Features.Chat.Rendering;
using AiStudio.Features.Chat.Turns;

namespace AiStudio.Features.Chat;

/// <summary>A message on the screen: what the database said of it, and what its turn has said since. Used on the circuit's thread.</summary>
public sealed class ShownMessage : IDisposable
{
    private readonly RenderPace _pace;
    private readonly string _page;
    private StreamingMarkdown _markdown;
    private IReadOnlyList<RenderedBlock>? _blocks;
    private int? _openSource;

    internal ShownMessage(MessageView view, Guid conversation, TimeProvider time)
    {
        View = view;
        _page = $"/chat/{conversation}?answer={view.Id}&source=";
        _markdown = Begin(view);
        _pace = new RenderPace(time, () => Changed?.Invoke());
    }

    /// <summary>Something to draw has changed. Raised on any thread.</summary>
    internal event Action? Changed;

    internal MessageView View { get; private set; }

    /// <summary>Counts changes, so that a component knows whether it has drawn the last one.</summary>
    internal int Version { get; private set; }

    internal Gathered? Gathered { get; private set; }

    /// <summary>The last event seen: a watcher that comes back continues after it.</summary>
    internal int LastEvent { get; private set; }

    internal bool IsRunning => View.State == MessageState.Streaming;

    internal string Text => _markdown.Text;

    internal bool HasText => _markdown.HasText;

    internal int? OpenSource => _openSource;

    internal IReadOnlyList<RenderedBlock> Blocks => _blocks ??= _markdown.Render();

    internal void Apply(TurnEvent turnEvent)
    {
        if (turnEvent.Number <= LastEvent || !IsRunning)
            return;
        LastEvent = turnEvent.Number;
        switch (turnEvent.Data)
        {
            case Gathered gathered: Gathered = gathered; break;
            case TextDelta delta: _markdown.Append(delta.Text); break;
            case CitationsFound found: Cite(View with { Citations = found.Citations }); break;
            case Finished finished: Finish(finished); break;
            default: break;
        }

        Touch();
    }

    /// <summary>The database knows more than this screen: an answer that ended while nobody watched, another rating.</summary>
    internal void Replace(MessageView view)
    {
        if (view == View || (IsRunning && view.State == MessageState.Streaming))
            return;
        var sameText = view.State == View.State && view.Text == View.Text && view.Citations.SequenceEqual(View.Citations);
        View = view;
        if (!sameText)
            _markdown = Begin(view);
        Touch();
    }

    internal void Rate(int? rating)
    {
        View = View with { Rating = rating };
        Touch();
    }

    /// <summary>Marks the source that is open in the panel; null for none.</summary>
    internal void Open(int? source)
    {
        if (source == _openSource)
            return;
        _openSource = source;
        Cite(View);
        Touch();
    }

    public void Dispose() => _pace.Dispose();

    private StreamingMarkdown Begin(MessageView view)
    {
        var markdown = new StreamingMarkdown(Marks(view));
        // While it is running, the text is in the events, from the first one on.
        if (view.State == MessageState.Streaming)
            return markdown;
        markdown.Append(view.Text);
        markdown.Finish();
        return markdown;
    }

    private void Finish(Finished finished)
    {
        View = View with { State = finished.State, Facts = finished.Facts, Problem = finished.Problem, Text = _markdown.Text };
        _markdown.Finish();
    }

    private void Cite(MessageView view)
    {
        View = view;
        _markdown.Cite(Marks(view));
    }

    private CitationMarks Marks(MessageView view) =>
        new(_page, view.Citations.GroupBy(citation => citation.Number).ToDictionary(same => same.Key, same => AnswerWording.Source(same.First())), _openSource);

    private void Touch()
    {
        Version++;
        _blocks = null;
        _pace.Ask(_markdown.TailLength);
    }
}
