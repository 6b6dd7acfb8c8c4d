using System.Text.Encodings.Web;

namespace AiStudio.Shell.Failures;

/// <summary>A page that needs nothing but itself; its style sheets may fail to load too.</summary>
internal static class FailurePage
{
    public static string Write(string title, string text, string? requestId)
    {
        var reference = requestId is null ? "" : $"<p class=\"muted t12\">Request {HtmlEncoder.Default.Encode(requestId)}</p>";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title} · AiStudio</title>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <link rel="stylesheet" href="/css/tokens.css" />
                <link rel="stylesheet" href="/css/app.css" />
            </head>
            <body>
                <div class="app plain"><main class="main" id="content"><div class="page"><section class="card"><div class="empty">
                    <h1>{title}</h1>
                    <p>{text}</p>
                    {reference}
                    <a class="btn primary" href="/">Go to your chats</a>
                </div></section></div></main></div>
            </body>
            </html>
            """;
    }
}
