using System.Text;
using Microsoft.Net.Http.Headers;

namespace AiStudio.Platform.Http;

/// <summary>A body in a charset that does not exist is the client's mistake; the framework, asked to read it, would take it for one of ours.</summary>
internal sealed class CharsetMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentType is null || !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.Charset.HasValue || type.Encoding is not null || IsKnown(type.Charset.Value))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    }

    private static bool IsKnown(string? charset)
    {
        try
        {
            return charset is not null && Encoding.GetEncoding(charset.Trim('"')) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
