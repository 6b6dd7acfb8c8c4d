using AiStudio.Features.Chat.Rendering;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace AiStudio.Tests.Chat.Rendering;

/// <summary>What reaches the page is read back by an HTML parser: no element, attribute or address may be there that is not on the list.</summary>
public sealed class HostileMarkdownTests
{
    private static readonly CitationMarks Marks = new("/chat/1?source=", new Dictionary<int, string> { [1] = "Source 1: \"><script>alert(1)</script>" });

    private static readonly HashSet<string> Elements =
        ["a", "blockquote", "br", "button", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"];

    private static readonly HashSet<string> Attributes =
        ["aria-current", "aria-label", "class", "data-copy", "dir", "href", "rel", "role", "scope", "start", "tabindex", "target", "title", "type"];

    public static TheoryData<string> Attacks =>
    [
        "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\tscript:alert(1))", "[a](<java\nscript:alert(1)>)", "[a](&#106;avascript:alert(1))",
        "[a](javascript&colon;alert(1))", "[a](&#x6A&#x61vascript:alert(1))", "[a](\u0001javascript:alert(1))", "[a]( javascript:alert(1))", "[a](vbscript:msgbox(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](data:text/html,<script>alert(1)</script>)", "[a](file:///etc/passwd)", "[a](blob:https://a/1)", "[a](ftp://a.example)",
        "[a](//evil.example)", "[a](/sign-out)", "[a](sign-out)", "[a](?x=1)", "[a](#content)", "[a](\\\\evil.example\\share)", "[a](https:evil.example)", "[a](https:/evil.example)",
        "[a](https://bank.example@evil.example/)", "[a](https://bank.example\\@evil.example)", "[a](http://)", "[a](https://a.example){onclick=alert(1)}", "# a {onmouseover=alert(1) style=color:red}",
        "# content {#nav}", "a{.x onclick=alert(1)}", "|a|\n|-|\n|b|{onmouseover=alert(1)}", "![v](https://www.youtube.com/watch?v=x)", "![v](https://vimeo.com/1)", "![a](video.mp4)", "![a](x.mp3)",
        "![a][r]\n\n[r]: https://evil.example/p.png?q=secret", "[a][r]\n\n[r]: javascript:alert(1)", "[r]\n\n[r]: javascript:alert(1) \"x\"", "[![a](https://evil.example/p.png)](javascript:alert(1))",
        "![a](https://evil.example/p.png \"x\" onerror=alert(1))", "![a\"onerror=\"alert(1)](https://evil.example/p.png)", "![a](data:image/svg+xml,<svg onload=alert(1)>)",
        "<javascript:alert(1)>", "<JAVASCRIPT:alert(1)>", "<data:text/html,x>", "<https://a.example\" onclick=\"alert(1)>", "javascript://a.example/%0aalert(1)", "tel:123", "ftp://a.example",
        "http://a.example\"onmouseover=\"alert(1)", "www.evil.example\"><script>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe src=//evil.example></iframe>",
        "<style>@import '//evil.example'</style>", "<div style=\"position:fixed\">", "<form action=//evil.example><button>", "<a id=nav name=body>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>",
        "<!-- x --><script>", "<![CDATA[<script>]]>", "<?php x ?>", "</p><script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "`<script>`", "```html\n<script>alert(1)</script>\n```",
        "```\"><script>alert(1)</script>\nx\n```", "    <script>alert(1)</script>", "```mermaid\ngraph TD; A-->B\n```", "$$\\href{javascript:alert(1)}{x}$$", "[1](javascript:alert(1))", "[1]", "[1][1](javascript:x)",
        "[[1]](https://evil.example)", "[a](https://evil.example \"\"\"><script>\")", "[a](https://evil.example/\"><script>alert(1)</script>)", "[a](https://evil.example/'onclick='alert(1))", "[^1]\n\n[^1]: <script>",
        "*[HTML]: <script>", "[toc]", "::: warning {onclick=1}\nx\n:::", "<details open ontoggle=alert(1)>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "--><img src=x onerror=alert(1)>",
        "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "{{constructor.constructor('alert(1)')()}}", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "[a](mailto:a@b.example?cc=\"><script>)",
        "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Render_Attack_LeavesOnlyWhatIsAllowed(string attack)
    {
        Inspect(string.Concat(MarkdownRenderer.Render(attack, Marks).Select(block => block.Html.Value)));
        Inspect(string.Concat(MarkdownRenderer.Render($"- **x {attack} y**\n\n> {attack}\n\n|h|\n|-|\n|{attack}|\n", Marks).Select(block => block.Html.Value)));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Render_AttackAtEveryPrefixOfAStream_LeavesOnlyWhatIsAllowed(string attack)
    {
        var stream = new StreamingMarkdown(Marks);
        foreach (var unit in $"Text.\n\n{attack}\n\nMore {attack}")
        {
            stream.Append(unit.ToString());
            Inspect(string.Concat(stream.Render().Select(block => block.Html.Value)));
        }
    }

    private static void Inspect(string html)
    {
        var body = new HtmlParser().ParseDocument($"<body>{html}</body>").Body!;
        foreach (var element in body.QuerySelectorAll("*"))
        {
            Assert.Contains(element.LocalName, Elements);
            Assert.All(element.Attributes, attribute => Assert.Contains(attribute.Name, Attributes));
            if (element.GetAttribute("href") is { } target)
                InspectLink(element, target);
        }
    }

    private static void InspectLink(IElement link, string target)
    {
        if (link.ClassName == "cite")
        {
            Assert.StartsWith("/chat/1?source=", target, StringComparison.Ordinal);
            return;
        }

        var address = new Uri(target, UriKind.Absolute);
        Assert.Contains(address.Scheme, new[] { "http", "https", "mailto" });
        Assert.True(address.Scheme == "mailto" || address.UserInfo.Length == 0);
        Assert.Equal("noopener noreferrer nofollow", link.GetAttribute("rel"));
        Assert.Equal(target, link.GetAttribute("title"));
        Assert.Null(link.QuerySelector("a"));
    }
}
