using System.Globalization;
using AiStudio.Benchmarks.Ledger;
using AiStudio.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(CallDoor))]

namespace AiStudio.Benchmarks.Ledger;

/// <summary>
/// The way in for the bench while there is no public API: inside the web process, in front of everything else, it turns a request into a
/// call of the gateway that the app has composed, and streams the answer out. A caller that hangs up here has really hung up.
/// </summary>
internal sealed class CallDoor : IHostingStartup, IStartupFilter
{
    public const string Path = "/_bench/call";

    /// <summary>The last line of an answer that ended well.</summary>
    public const string Well = "\n#end";

    /// <summary>The last line of one that failed; the error's code follows.</summary>
    public const string Failed = "\n#failed ";

    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(this));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Map(Path, door => door.Run(AnswerAsync));
        next(app);
    };

    private static async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        using var call = new GatewayCall(new(Guid.Parse(query["org"]!), Guid.Parse(query["user"]!), null, "chat"), query["model"]!, Guid.Parse(query["id"]!));
        var options = new GatewayChatOptions(call);
        var prompt = string.Create(CultureInfo.InvariantCulture, $"Please answer this one with words={query["words"]} correlation={call.Id}");
        var chat = context.RequestServices.GetRequiredService<IChatClient>();
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        try
        {
            await (query["stream"] == "true" ? StreamAsync(context, chat, prompt, options) : WholeAsync(context, chat, prompt, options));
            await context.Response.WriteAsync(Well);
        }
        catch (GatewayException failure)
        {
            await context.Response.WriteAsync(Failed + failure.Error.Code);
        }
        catch (OperationCanceledException)
        {
            // The caller is gone; the call is not: it is drained, settled and recorded.
            await call.Recorded;
        }
    }

    private static async Task StreamAsync(HttpContext context, IChatClient chat, string prompt, GatewayChatOptions options)
    {
        await foreach (var update in chat.GetStreamingResponseAsync(prompt, options, context.RequestAborted))
        {
            await context.Response.WriteAsync(update.Text, context.RequestAborted);
        }
    }

    private static async Task WholeAsync(HttpContext context, IChatClient chat, string prompt, GatewayChatOptions options) =>
        await context.Response.WriteAsync((await chat.GetResponseAsync(prompt, options, context.RequestAborted)).Text, context.RequestAborted);
}
