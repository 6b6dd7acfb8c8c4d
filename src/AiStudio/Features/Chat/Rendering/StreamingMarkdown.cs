using System.Text;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>
/// A text that grows. Blocks that have ended are rendered once and kept; only the tail is rendered again. Once finished, the HTML is the same as
/// that of the whole text. One thread at a time.
/// </summary>
internal sealed class StreamingMarkdown(CitationMarks marks)
{
    private readonly StringBuilder _text = new();
    private readonly List<BlockSlice> _slices = [];
    private readonly List<RenderedBlock> _done = [];
    private CitationMarks _marks = marks;
    private int _doneLength;
    private bool _finished;

    public bool IsFinished => _finished;

    public string Text => _text.ToString();

    public bool HasText => _text.Length > 0;

    /// <summary>How much text is rendered anew each time.</summary>
    public int TailLength => _text.Length - _doneLength;

    public void Append(string text) => _text.Append(text);

    public void Finish() => _finished = true;

    /// <summary>Other citations, or another one open: every marker is written anew.</summary>
    public void Cite(CitationMarks marks)
    {
        _marks = marks;
        _done.Clear();
        foreach (var slice in _slices)
            _done.Add(RenderSlice(slice));
    }

    /// <summary>The blocks as they are now. Those that ended before are the same objects as the last time.</summary>
    public IReadOnlyList<RenderedBlock> Render()
    {
        if (_text.Length > BlockSplitter.LongestText)
            StartOver();
        var tail = _text.ToString(_doneLength, TailLength);
        if (_finished)
        {
            Keep(BlockSplitter.Split(tail), tail.Length);
            return [.. _done];
        }

        // A line that has not ended may still become anything, so only whole lines decide what has ended.
        var whole = BlockSplitter.Split(tail[..(tail.LastIndexOf('\n') + 1)]);
        if (whole.Count > 1 && _text.Length <= BlockSplitter.LongestText)
        {
            var kept = whole[^1].Start;
            Keep([.. whole.SkipLast(1)], kept);
            tail = tail[kept..];
        }

        return [.. _done, .. RenderTail(TailText.Settle(tail))];
    }

    private void Keep(IReadOnlyList<BlockSlice> slices, int length)
    {
        foreach (var slice in slices)
        {
            var placed = slice with { Start = slice.Start + _doneLength };
            _slices.Add(placed);
            _done.Add(RenderSlice(placed));
        }

        _doneLength += length;
    }

    private IEnumerable<RenderedBlock> RenderTail(string tail)
    {
        var level = Level;
        var slices = BlockSplitter.Split(tail);
        for (var i = 0; i < slices.Count; i++)
        {
            var text = tail.Substring(slices[i].Start, slices[i].Length);
            var block = MarkdownRenderer.RenderBlock(text, slices[i].Plain, _marks, level, unfinished: i == slices.Count - 1);
            level = block.HeadingLevel;
            yield return block;
        }
    }

    private RenderedBlock RenderSlice(BlockSlice slice) =>
        MarkdownRenderer.RenderBlock(_text.ToString(slice.Start, slice.Length), slice.Plain, _marks, Level);

    private int Level => _done.Count == 0 ? MarkdownRenderer.MessageHeadingLevel : _done[^1].HeadingLevel;

    private void StartOver()
    {
        _slices.Clear();
        _done.Clear();
        _doneLength = 0;
    }
}
