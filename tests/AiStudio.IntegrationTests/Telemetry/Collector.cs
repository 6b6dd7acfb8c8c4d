using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AiStudio.IntegrationTests.Telemetry;

/// <summary>A collector that takes OTLP over HTTP and keeps what comes.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _came = new(0);

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", async (string signal, HttpContext context) =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            Bodies.Enqueue((signal, body.ToArray()));
            _came.Release();
        });
    }

    public ConcurrentQueue<(string Signal, byte[] Body)> Bodies { get; } = new();

    public string Address => _app.Urls.First();

    public string Text => string.Concat(Bodies.Select(body => Encoding.UTF8.GetString(body.Body)));

    /// <summary>Every span that came.</summary>
    public IEnumerable<Span> Spans =>
        from body in Bodies
        where body.Signal == "traces"
        from resource in Fields(body.Body, 1)
        from scope in Fields(resource, 2)
        from span in Fields(scope, 2)
        select new Span(
            Convert.ToHexStringLower(Fields(span, 1).Single()), Convert.ToHexStringLower(Fields(span, 2).Single()), Convert.ToHexStringLower(Fields(span, 4).SingleOrDefault() ?? []),
            Encoding.UTF8.GetString(Fields(span, 5).Single()),
            Fields(span, 9).ToDictionary(pair => Encoding.UTF8.GetString(Fields(pair, 1).Single()), pair => Value(Fields(pair, 2).SingleOrDefault() ?? [])));

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Waits until what has come is enough.</summary>
    public async Task UntilAsync(Func<bool> enough)
    {
        while (!enough())
            Assert.True(await _came.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "Nothing more came.");
    }

    public ValueTask DisposeAsync()
    {
        _came.Dispose();
        return _app.DisposeAsync();
    }

    private static string Value(byte[] value) =>
        Fields(value, 1).FirstOrDefault() is { } text ? Encoding.UTF8.GetString(text) : string.Join(',', Fields(value, 5).SelectMany(list => Fields(list, 1)).Select(Value));

    // As much of protobuf as there is in the way: fields of a number that have a length.
    private static IEnumerable<byte[]> Fields(byte[] message, int wanted)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == wanted)
                        yield return message[at..(at + length)];
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(message[at] & 0x7f) << shift;
            if ((message[at++] & 0x80) == 0)
                return value;
        }
    }

    internal sealed record Span(string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Tags);
}
