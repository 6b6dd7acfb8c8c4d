using System.Collections.Concurrent;
using System.Net.Sockets;

namespace AiStudio.Benchmarks.Ledger;

/// <summary>The callers: each asks one call after another, some hang up in the middle, and none gives up because the node is away.</summary>
internal sealed class Callers(LedgerBenchOptions options, Uri node, Guid organization, Guid user) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, MaxConnectionsPerServer = 1_000, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        BaseAddress = node, Timeout = TimeSpan.FromMinutes(3),
    };

    private int _begun;

    /// <summary>What each call's caller made of it.</summary>
    public ConcurrentDictionary<Guid, Outcome> Outcomes { get; } = new();

    public int Begun => Volatile.Read(ref _begun);

    internal enum Outcome
    {
        /// <summary>Heard a good end.</summary>
        Answered,

        /// <summary>Heard that it failed.</summary>
        Refused,

        /// <summary>Hung up in the middle.</summary>
        HungUp,

        /// <summary>The connection broke: the node was killed.</summary>
        Cut,
    }

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, options.Callers).Select(caller => Task.Run(() => CallAsync(new Random(options.Seed + (caller * 7919))))));

    public void Dispose() => _http.Dispose();

    private async Task CallAsync(Random random)
    {
        while (Interlocked.Increment(ref _begun) <= options.Calls)
        {
            var (id, words) = (Guid.CreateVersion7(), random.Next(5, 60));
            var leave = random.Next(100) < options.Disconnects ? random.Next(0, words) : (int?)null;
            var stream = leave is not null || random.Next(3) > 0;
            var model = random.Next(2) == 0 ? Models.OpenAi : Models.Anthropic;
            var request = new Uri($"{CallDoor.Path}?id={id}&org={organization}&user={user}&model={model}&words={words}&stream={(stream ? "true" : "false")}", UriKind.Relative);
            Outcomes[id] = await AskAsync(request, leave);
        }
    }

    private async Task<Outcome> AskAsync(Uri request, int? leaveAfterWords)
    {
        while (true)
        {
            try
            {
                // With a body, so that the handler does not ask twice by itself when a connection breaks.
                using var ask = new HttpRequestMessage(HttpMethod.Post, request) { Content = new StringContent("ask") };
                using var response = await _http.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead);
                await using var body = await response.Content.ReadAsStreamAsync();
                return await ReadAsync(body, leaveAfterWords);
            }
            catch (HttpRequestException failure) when (failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                // Nobody was there to be asked: the same call, once the node is back.
                await Task.Delay(100);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
            {
                return Outcome.Cut;
            }
        }
    }

    private static async Task<Outcome> ReadAsync(Stream body, int? leaveAfterWords)
    {
        using var reader = new StreamReader(body);
        var (text, chunk) = ("", new char[256]);
        while (await reader.ReadAsync(chunk) is > 0 and var count)
        {
            text += new string(chunk, 0, count);
            if (text.AsSpan().Count(' ') >= leaveAfterWords)
            {
                return Outcome.HungUp;
            }
        }

        return text.Contains(CallDoor.Well, StringComparison.Ordinal) ? Outcome.Answered
            : text.Contains(CallDoor.Failed, StringComparison.Ordinal) ? Outcome.Refused
            : Outcome.Cut;
    }
}
