using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace AiStudio.Api.Contract;

/// <summary>
/// Changes say what they change: <c>If-Match</c> with the <c>ETag</c> of the last answer, or <c>*</c> for whatever is there.
/// Without it two programs would overwrite one another and neither would know.
/// </summary>
internal sealed class IfMatch : IEndpointFilter
{
    private static readonly Refusal s_missing = new(
        StatusCodes.Status428PreconditionRequired, "", "if_match_required", "Send If-Match with the ETag that you read, so that nobody's change is lost; “*” changes whatever is there.");

    private static readonly Refusal s_stale = new(
        StatusCodes.Status412PreconditionFailed, "", "stale", "If-Match names no version that there is now. Read it again before you change it.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Headers.IfMatch.Count == 0)
            return s_missing.ToResult(http);
        if (!EntityTagHeaderValue.TryParseList(http.Request.Headers.IfMatch, out var tags) || tags is not [var tag])
            return s_stale.ToResult(http);
        if (tag.Equals(EntityTagHeaderValue.Any))
            return await next(context);
        if (tag.IsWeak || !long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var version))
            return s_stale.ToResult(http);
        http.Features.Set(new Expected(version));
        return await next(context);
    }

    /// <summary>The version that a change expects; null expects any.</summary>
    public static long? VersionOf(HttpContext context) => context.Features.Get<Expected>()?.Version;

    public static void WriteTag(HttpContext context, long version) =>
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version:x}\"");

    private sealed record Expected(long Version);
}
