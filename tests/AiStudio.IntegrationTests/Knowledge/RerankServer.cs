using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>A server that reranks as Cohere and Jina do, or, asked with texts, as TEI does: what has the wanted word comes first.</summary>
internal sealed class RerankServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RerankServer(WebApplication app) => _app = app;

    /// <summary>The word it wants.</summary>
    public string Wants { get; set; } = "";

    /// <summary>Answered in place of an order.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public JsonElement Asked { get; private set; }

    public string? Authorization { get; private set; }

    public string? Path { get; private set; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/v2");

    public static async Task<RerankServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new RerankServer(app);
        app.MapPost("/{**path}", server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        (Authorization, Path) = (context.Request.Headers.Authorization, context.Request.Path);
        Asked = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement;
        if (Instead is not null)
        {
            await Instead(context);
            return;
        }

        var isTei = Asked.TryGetProperty("texts", out var texts);
        var scores = (isTei ? texts : Asked.GetProperty("documents")).EnumerateArray()
            .Select((text, index) => (index, score: text.GetString()!.Contains(Wants, StringComparison.OrdinalIgnoreCase) ? 0.9 : 0.1)).OrderByDescending(one => one.score).ToList();
        await context.Response.WriteAsJsonAsync<object>(
            isTei ? scores.Select(one => new { one.index, one.score }) : new { results = scores.Select(one => new { one.index, relevance_score = one.score }) }, context.RequestAborted);
    }
}
