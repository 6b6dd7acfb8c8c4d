using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using AiStudio.Api.Idempotency;
using AiStudio.Platform.Data;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.Resume;

/// <summary>
/// The answers that this node gives, so that they can be watched from any other request on any node. Those that are over are written a few at a time, behind the
/// requests; when that cannot keep up, they are dropped: who gets an answer never waits for its copy.
/// </summary>
internal sealed partial class AnswerTapes : BackgroundService
{
    public const string Wanted = "answer_wanted";
    private const int MostWaitingBytes = 64 * 1024 * 1024;
    private const int Batch = 64;

    private readonly ConcurrentDictionary<Guid, AnswerTape> _running = new();
    private readonly Channel<KeptAnswer> _over = Channel.CreateUnbounded<KeptAnswer>(new() { SingleReader = true });
    private readonly AnswerStore _store;
    private readonly ILogger<AnswerTapes> _logger;
    private readonly bool _keeps;
    private readonly IDisposable _subscription;
    private long _waitingBytes;

    public AnswerTapes(AnswerStore store, NotificationListener listener, IOptions<ApiOptions> options, ILogger<AnswerTapes> logger)
    {
        (_store, _logger, _keeps) = (store, logger, options.Value.KeepAnswersFor > TimeSpan.Zero);
        _subscription = listener.Subscribe(Wanted, payload =>
        {
            if (Guid.TryParse(payload, out var id) && _running.TryGetValue(id, out var tape))
                tape.Tell(_store.TellAsync);
        });
    }

    /// <summary>Remembers what is answered from now on. Null where that is done already, under an idempotency key, and where nothing is kept.</summary>
    public AnswerTape? Begin(HttpContext context, Guid id)
    {
        if (!_keeps || context.Features.Get<IdempotentRun>() is not null || RequestCaller.Of(context) is not { } caller)
            return null;
        var tape = new AnswerTape(this, context, caller, id);
        _running[id] = tape;
        return tape;
    }

    /// <param name="tape">Over.</param>
    /// <param name="told">The run it was told under, if anybody asked.</param>
    /// <param name="answer">Null when it never became an answer, or too long a one.</param>
    /// <param name="body">The answer's.</param>
    public async Task EndAsync(AnswerTape tape, Task<IdempotentRun>? told, StoredAnswer? answer, byte[] body)
    {
        _running.TryRemove(tape.Id, out _);
        if (told is not null)
            await EndToldAsync(told, answer, body);
        else if (answer is not null && Interlocked.Read(ref _waitingBytes) + body.Length <= MostWaitingBytes && _over.Writer.TryWrite(new(tape.Caller, tape.Id, answer, body)))
            Interlocked.Add(ref _waitingBytes, body.Length);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _over.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _subscription.Dispose();
        base.Dispose();
    }

    // Until all is written, not until somebody wants it to stop.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<KeptAnswer>(Batch);
        while (await _over.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && _over.Reader.TryRead(out var answer))
                batch.Add(answer);
            try
            {
                await _store.KeepAsync(batch, CancellationToken.None);
            }
            catch (DbException failure)
            {
                LogDropped(failure, batch.Count);
            }

            Interlocked.Add(ref _waitingBytes, -batch.Sum(answer => (long)answer.Body.Length));
            batch.Clear();
        }
    }

    private async Task EndToldAsync(Task<IdempotentRun> told, StoredAnswer? answer, byte[] body)
    {
        try
        {
            await using var run = await told;
            await run.EndAsync(answer, body);
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            LogDropped(failure, 1);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} answers were not kept: they cannot be watched again")]
    private partial void LogDropped(Exception failure, int count);
}
