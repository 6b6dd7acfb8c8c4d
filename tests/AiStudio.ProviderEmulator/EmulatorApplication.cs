using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Control;
using AiStudio.ProviderEmulator.Replies;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;
using AiStudio.ProviderEmulator.Wire;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AiStudio.ProviderEmulator;

internal static class EmulatorApplication
{
    // The empty builder reads no environment and no appsettings.json: in a test's folder those belong to the app under test.
    public static WebApplication Build(EmulatorOptions options, ScriptStore scripts, Bill bill)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(Configure);
        // A flush then waits for the socket, so what a cut or an abort leaves behind is exactly what was written.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(500));

        var app = builder.Build();
        var exchange = new Exchange(options, scripts, bill);
        app.MapPost("/v1/chat/completions", context => exchange.RunAsync(context, Operation.ChatCompletions, ChatReply.SendAsync));
        app.MapPost("/v1/messages", context => exchange.RunAsync(context, Operation.Messages, ChatReply.SendAsync));
        app.MapPost("/v1/messages/count_tokens", context => exchange.RunAsync(context, Operation.CountTokens, CountTokensReply.SendAsync));
        app.MapPost("/v1/embeddings", context => exchange.RunAsync(context, Operation.Embeddings, EmbeddingsReply.SendAsync));
        app.MapGet("/v1/models", context => exchange.RunAsync(context, Operation.Models, ModelsReply.SendAsync));
        ControlEndpoints.Map(app, scripts, bill);
        app.MapFallback(NotFoundAsync);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(30);
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "application/json";
        var message = $"Unknown request URL: {context.Request.Method} {context.Request.Path}.";
        return context.Response.Body.WriteAsync(ErrorWire.Body(Operation.ChatCompletions, 404, message, "")).AsTask();
    }
}
