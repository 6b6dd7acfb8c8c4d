using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>Writes the inside of a paragraph, heading or cell. What it does not know, it writes as the text it contains.</summary>
internal sealed class InlineWriter(SafeMarkup html, CitationMarks marks, Inline? unfinished)
{
    private const int DeepestNesting = 64;
    private int _depth;
    private bool _inLink;

    public void WriteAll(ContainerInline? container)
    {
        if (container is null)
            return;
        if (++_depth > DeepestNesting)
            throw new InvalidOperationException("The text is nested too deeply.");
        for (var child = container.FirstChild; child is not null; child = child.NextSibling)
            Write(child);
        _depth--;
    }

    private void Write(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal: html.Text(literal.Content.AsSpan()); break;
            case HtmlEntityInline entity: html.Text(entity.Transcoded.AsSpan()); break;
            case CodeInline code: html.Open("code", ("dir", "auto")).Text(code.Content).Close("code"); break;
            case LineBreakInline { IsHard: true }: html.Open("br").Text("\n"); break;
            case LineBreakInline: html.Text("\n"); break;
            case EmphasisInline emphasis: WriteEmphasis(emphasis); break;
            case CitationInline citation: WriteCitation(citation); break;
            case TaskList task: html.Open("span", ("class", "task"), ("role", "img"), ("aria-label", task.Checked ? "Done" : "To do")).Text(task.Checked ? "☑" : "☐").Close("span"); break;
            case LinkInline link: WriteLink(link, link.IsAutoLink && ReferenceEquals(link, unfinished) ? null : link.Url); break;
            case AutolinkInline auto: WriteAutolink(auto); break;
            case DelimiterInline delimiter: html.Text(delimiter.ToLiteral()); WriteAll(delimiter); break;
            case ContainerInline container: WriteAll(container); break;
            default: break;
        }
    }

    private void WriteEmphasis(EmphasisInline emphasis)
    {
        var tag = emphasis.DelimiterChar == '~' ? "del" : emphasis.DelimiterCount > 1 ? "strong" : "em";
        html.Open(tag);
        WriteAll(emphasis);
        html.Close(tag);
    }

    /// <summary>An image becomes a link named by its description: nothing is fetched until somebody clicks.</summary>
    private void WriteLink(LinkInline link, string? url)
    {
        var target = _inLink ? null : LinkTarget.Allow(url);
        OpenLink(target);
        if (link.IsImage && link.FirstChild is null)
            html.Text("image");
        WriteAll(link);
        // The words of a link say what its writer likes; where it leads is not theirs to say.
        if (!link.IsAutoLink && LinkTarget.HostOf(target) is { } host)
            html.Open("span", ("class", "host")).Text($" ({host})").Close("span");
        CloseLink(target);
    }

    private void WriteAutolink(AutolinkInline link)
    {
        var target = _inLink ? null : LinkTarget.Allow(link.IsEmail ? "mailto:" + link.Url : link.Url);
        OpenLink(target);
        html.Text(link.Url);
        CloseLink(target);
    }

    private void OpenLink(string? target)
    {
        if (target is null)
            return;
        _inLink = true;
        html.Open("a", ("href", target), ("rel", "noopener noreferrer nofollow"), ("target", "_blank"), ("title", target));
    }

    private void CloseLink(string? target)
    {
        if (target is null)
            return;
        _inLink = false;
        html.Close("a");
    }

    private void WriteCitation(CitationInline citation)
    {
        if (_inLink || !citation.Numbers.All(marks.Knows))
        {
            html.Text(citation.Source);
            return;
        }

        foreach (var number in citation.Numbers)
        {
            html.Open("a", ("class", "cite"), ("href", marks.Href(number)), ("aria-current", number == marks.Open ? "true" : null), ("aria-label", marks.Names[number]));
            html.Text(number.ToString(System.Globalization.CultureInfo.InvariantCulture)).Close("a");
        }
    }
}
