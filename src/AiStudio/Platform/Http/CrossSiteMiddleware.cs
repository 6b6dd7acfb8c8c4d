using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Http;

/// <summary>A cookie comes along by itself, also when another site sends the request: then it opens nothing that programs use. A key has to be known.</summary>
internal sealed class CrossSiteMiddleware(RequestDelegate next, IOptions<StudioOptions> studio)
{
    private readonly string _own = new Uri(studio.Value.PublicUrl).GetLeftPart(UriPartial.Authority);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Cookie.Count == 0 || request.Headers.Authorization.Count > 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || IsOwn(request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private bool IsOwn(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
        && (request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || origin == _own || origin == $"{request.Scheme}://{request.Host}"));
}
