using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiStudio.IntegrationTests.Notifications;

/// <summary>A hook as Slack's: takes <c>{"text": …}</c>, and answers as it is told to.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HookServer(WebApplication app) => _app = app;

    /// <summary>Answered one after another; then 200.</summary>
    public ConcurrentQueue<int> Statuses { get; } = new();

    /// <summary>What was taken.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public int Asked;

    public string Address => $"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/services/T0/B0/very-secret-token";

    public static async Task<HookServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new HookServer(app);
        app.MapPost("/{**path}", server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref Asked);
        var body = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement;
        context.Response.StatusCode = Statuses.TryDequeue(out var status) ? status : 200;
        if (context.Response.StatusCode == 200)
            Taken.Enqueue(body.GetProperty("text").GetString()!);
    }
}
