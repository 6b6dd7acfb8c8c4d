using Markdig.Syntax;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>A block of code: its language, a button that copies it, and the text itself.</summary>
internal static class CodeBlockWriter
{
    private const int LongestLanguage = 24;

    public static void Write(SafeMarkup html, CodeBlock block)
    {
        var language = Language((block as FencedCodeBlock)?.Info);
        html.Open("div", ("class", "code-block"))
            .Open("div", ("class", "code-head")).Open("span").Text(language ?? "text").Close("span")
            .Open("button", ("type", "button"), ("class", "btn sm quiet"), ("data-copy", "code")).Text("Copy code").Close("button").Close("div")
            .Open("pre", ("class", "code"), ("tabindex", "0"), ("role", "group"), ("aria-label", $"Code, {language ?? "text"}"), ("dir", "ltr"))
            .Open("code", ("class", language is null ? null : $"language-{language}"));
        for (var i = 0; i < block.Lines.Count; i++)
            html.Text(block.Lines.Lines[i].Slice.AsSpan()).Text("\n");
        html.Close("code").Close("pre").Close("div");
    }

    private static string? Language(string? info) =>
        info is { Length: > 0 and <= LongestLanguage } && info.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '#' or '.')
            ? info.ToLowerInvariant()
            : null;
}
