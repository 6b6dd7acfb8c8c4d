namespace AiStudio.Platform.Http;

/// <summary>What every answer says to browsers, whatever made it; and that nothing meant for one caller is kept on the way to him.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    private const string OneYear = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        // Registered first, so called last: it has the last word over what frameworks set.
        context.Response.OnStarting(static state =>
        {
            Write((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        var page = headers.ContentType.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        headers.ContentSecurityPolicy = page ? ContentSecurity.Policy(context) : ContentSecurity.Nothing;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
        // Files of the site are the same for everybody.
        if (page || context.Request.IsForPrograms() || (context.User.Identity?.IsAuthenticated == true && !IsFile(context)))
            headers.CacheControl = "no-store";
    }

    private static bool IsFile(HttpContext context) =>
        context.GetEndpoint()?.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor") == true;
}
