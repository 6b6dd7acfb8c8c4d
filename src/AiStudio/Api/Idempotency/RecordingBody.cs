namespace AiStudio.Api.Idempotency;

/// <summary>
/// Where the endpoint writes its answer. A whole answer waits here until it is kept; a stream of events passes on at once and is remembered,
/// all but its <c>[DONE]</c>: who has heard that the answer is complete is given the same one for ever.
/// Whether the client is still there makes no difference: the answer is also for those who ask again.
/// </summary>
internal sealed class RecordingBody(HttpResponse response, Stream client, int mostKept = RecordingBody.MostKept) : Stream
{
    /// <summary>What is kept of an answer at most, in bytes, if nothing else is said. A longer one is sent, and not kept.</summary>
    public const int MostKept = 32 * 1024 * 1024;

    private static readonly byte[] s_done = "data: [DONE]\n\n"u8.ToArray();

    private readonly Lock _lock = new();
    private readonly MemoryStream _kept = new();
    private int _withheld;
    private bool _clientLeft;

    /// <summary>Called once, when the first bytes have gone to the client.</summary>
    public Action? Passing { get; set; }

    /// <summary>Whether bytes go to the client as they come.</summary>
    public bool Passes { get; private set; }

    /// <summary>Whether the answer became too long to keep.</summary>
    public bool TooLong { get; private set; }

    // A failure's answer takes the place of what was written before it.
    public override bool CanSeek => !Passes;

    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override long Length => _kept.Length;

    public override long Position
    {
        get => _kept.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>What has been told of the answer, after so many bytes.</summary>
    public byte[] After(int seen)
    {
        lock (_lock)
            return _kept.GetBuffer().AsSpan(seen, Math.Max(0, (int)_kept.Length - _withheld - seen)).ToArray();
    }

    /// <summary>The answer, with the end that waits.</summary>
    public byte[] Whole()
    {
        lock (_lock)
            return _kept.ToArray();
    }

    /// <summary>What has waited, a whole answer or the end of a stream: now it goes.</summary>
    public async Task SendAsync()
    {
        if (Passes)
        {
            await SendWithheldAsync();
            return;
        }

        var body = Whole();
        if (body.Length > 0)
            response.ContentLength = body.Length;
        await SendAsync(body);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await PassStreamAsync();
        if (!Passes && _kept.Length + buffer.Length > mostKept)
        {
            TooLong = true;
            await PassAsync();
        }

        // What is followed by more was no end.
        await SendWithheldAsync();
        var told = buffer.Length - (Passes && IsEventStream && buffer.Span.EndsWith(s_done) ? s_done.Length : 0);
        Keep(buffer.Span, buffer.Length - told);
        if (Passes)
            await SendAsync(buffer[..told]);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await PassStreamAsync();
        if (Passes)
            await SendAsync(ReadOnlyMemory<byte>.Empty);
    }

    public override void SetLength(long value)
    {
        lock (_lock)
            _kept.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    private bool IsEventStream => response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    private void Keep(ReadOnlySpan<byte> bytes, int withheld)
    {
        lock (_lock)
        {
            _withheld = withheld;
            TooLong |= _kept.Length + bytes.Length > mostKept;
            if (TooLong)
                _kept.SetLength(0);
            else
                _kept.Write(bytes);
        }
    }

    private Task PassStreamAsync() =>
        !Passes && IsEventStream ? PassAsync() : Task.CompletedTask;

    private Task SendWithheldAsync()
    {
        if (_withheld == 0)
            return Task.CompletedTask;
        lock (_lock)
            _withheld = 0;
        return SendAsync(s_done);
    }

    private async Task PassAsync()
    {
        Passes = true;
        await SendAsync(After(0));
        Passing?.Invoke();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_clientLeft)
            return;
        try
        {
            if (bytes.Length > 0)
                await client.WriteAsync(bytes);
            await client.FlushAsync();
        }
        catch (Exception ex) when (ex is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _clientLeft = true;
        }
    }
}
