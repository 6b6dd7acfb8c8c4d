using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.RateLimits;

/// <summary>
/// Counts what strangers ask, by address, before anything is looked up for them; and keys and cookies that turned out to be none, after.
/// Files of the site and health are not counted.
/// </summary>
internal sealed class AddressLimitMiddleware(RequestDelegate next, IRateWindows windows, RateRefusals refusals, IOptions<RateLimitOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var limit = options.Value.AddressRequests;
        if (limit == 0 || context.Connection.RemoteIpAddress is not { } address || IsFree(context))
        {
            await next(context);
            return;
        }

        var stranger = context.Request.Headers.Authorization.Count == 0 && context.Request.Headers.Cookie.Count == 0;
        var ask = new RateAsk(Guid.Empty, $"Address:{Network(address)}:{(stranger ? "strangers" : "refused")}", RateUnit.Requests, limit, stranger ? 1 : 0);
        var reading = await windows.TakeAsync(ask, context.RequestAborted);
        if (!reading.Granted || (!stranger && reading.Remaining == 0))
        {
            await refusals.WriteAsync(context, [reading]);
            return;
        }

        await next(context);
        if (!stranger && context.Response.StatusCode == StatusCodes.Status401Unauthorized)
            await windows.CorrectAsync(ask, 1, CancellationToken.None);
    }

    // One subscriber of IPv6 has a network of his own.
    internal static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    private static bool IsFree(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/health") || context.Request.Path.StartsWithSegments("/metrics")
        || context.GetEndpoint()?.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor") == true;
}
