using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>The one place where text of a model becomes HTML. It knows a few tags and attributes; asking for another one throws.</summary>
internal sealed class SafeMarkup
{
    private static readonly FrozenSet<string> Tags = FrozenSet.Create(
        "a", "blockquote", "br", "button", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
        "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul");

    private static readonly FrozenSet<string> Attributes = FrozenSet.Create(
        "aria-current", "aria-label", "class", "data-copy", "dir", "href", "rel", "role", "scope", "start", "tabindex", "target", "title", "type");

    private readonly StringBuilder _html = new();

    /// <summary>Opens a tag. An attribute whose value is null is left out.</summary>
    public SafeMarkup Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Check(Tags, tag);
        _html.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is null)
                continue;
            Check(Attributes, name);
            _html.Append(' ').Append(name).Append("=\"");
            _html.AppendVisible(value);
            _html.Append('"');
        }

        _html.Append('>');
        return this;
    }

    public SafeMarkup Close(string tag)
    {
        Check(Tags, tag);
        _html.Append("</").Append(tag).Append('>');
        return this;
    }

    public SafeMarkup Text(ReadOnlySpan<char> text)
    {
        _html.AppendVisible(text);
        return this;
    }

    public MarkupString ToMarkup() => new(_html.ToString());

    private static void Check(FrozenSet<string> allowed, string name)
    {
        if (!allowed.Contains(name))
            throw new InvalidOperationException($"'{name}' is not on the allow-list of rendered Markdown.");
    }
}
