namespace AiStudio.Features.People.Sessions;

/// <summary>Nothing that a signed-in person sees stays in a browser's or proxy's cache, and no address with a token leaves in a Referer.</summary>
internal static class PrivatePages
{
    public static void UsePrivatePages(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            if (headers.ContentType.ToString().StartsWith("text/html", StringComparison.Ordinal))
            {
                headers["Referrer-Policy"] = "no-referrer";
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, context);
        return next(context);
    });
}
