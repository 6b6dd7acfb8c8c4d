using System.Collections.Concurrent;
using AiStudio.Api.Idempotency;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>Endpoints that count what they do, over all nodes that share it.</summary>
internal sealed class Effects
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public int Count => _count;

    public ConcurrentQueue<Guid> Ids { get; } = new();

    /// <summary>Completes when a hanging run has begun.</summary>
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Go() => _go.TrySetResult();

    public void Map(WebApplication app)
    {
        var group = app.MapGroup("/v1").RequireAuthorization(Policies.Member);
        group.MapPost("/effects", async (HttpContext context) =>
        {
            Note(context);
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            await Task.Delay(20, context.RequestAborted);
            context.Response.Headers["x-effect"] = Ids.Last().ToString();
            context.Response.Headers["x-request-id"] = Guid.CreateVersion7().ToString();
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsync($"{{\"id\":\"{context.EffectId()}\",\"random\":\"{Random.Shared.NextInt64()}\",\"said\":{body.Length}}}");
        });
        group.MapPost("/status/{status:int}", async (int status, HttpContext context) =>
        {
            Note(context);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync($"{status} {Random.Shared.NextInt64()}");
        });
        group.MapPost("/waiting", async (HttpContext context) =>
        {
            Note(context);
            Begun.TrySetResult();
            await _go.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"done {context.EffectId()}");
        });
        group.MapPost("/stream", async (HttpContext context) =>
        {
            Note(context);
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 20; i++)
            {
                await context.Response.WriteAsync($"data: {i} {Random.Shared.NextInt64()} 🙂\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                if (i == 5)
                {
                    Begun.TrySetResult();
                    await _go.Task.WaitAsync(context.RequestAborted);
                }
            }

            await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
        });
        group.MapPost("/long", async (HttpContext context) =>
        {
            Note(context);
            var block = new byte[1024 * 1024];
            for (var i = 0; i < 34; i++)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        });
        group.MapPost("/breaks", (HttpContext context) =>
        {
            Note(context);
            throw new InvalidOperationException("This endpoint breaks.");
        });
    }

    private void Note(HttpContext context)
    {
        Interlocked.Increment(ref _count);
        Ids.Enqueue(context.EffectId());
    }
}
