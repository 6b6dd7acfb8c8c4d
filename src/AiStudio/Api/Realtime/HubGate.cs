using AiStudio.Platform;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.Realtime;

/// <summary>
/// In front of the hub: a key in the address is refused, since addresses end up in logs and histories, and a page of another site cannot open a socket with somebody's
/// cookie. SignalR's client sends the key of its <c>headers</c> over
/// every transport outside a browser (that of an <c>accessTokenFactory</c> goes into the address for server-sent events); a browser has its session.
/// </summary>
internal sealed class HubGate(RequestDelegate next, IOptions<StudioOptions> studio)
{
    private readonly string _own = new Uri(studio.Value.PublicUrl).GetLeftPart(UriPartial.Authority);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Query.ContainsKey("access_token"))
            return Refusal.Invalid("key_in_address", "Send the key in the header “Authorization: Bearer ais_…”, never in the address. Renew this one: it may have been written to logs.").WriteAsync(context);
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && request.Headers.Authorization.Count == 0 && origin != _own && origin != $"{request.Scheme}://{request.Host}")
            return new Refusal(StatusCodes.Status403Forbidden, "invalid_request_error", "foreign_origin", "Pages of other sites cannot connect here.").WriteAsync(context);
        return next(context);
    }
}
