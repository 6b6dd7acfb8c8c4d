using System.Buffers;
using System.Text;

namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>
/// Reads server-sent events line by line, repairs the few lines of an SDK's that need it and hands each on as soon as it is whole. Lines are bounded.
/// </summary>
internal sealed class EventLines(Stream inner, WireFormat format) : Stream
{
    private const int LongestLine = 4 * 1024 * 1024;

    private byte[]? _chunk = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _ready = new();
    private int _given;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _ready.WrittenCount)
        {
            if (_ended)
                return 0;
            _ready.ResetWrittenCount();
            _given = 0;
            var count = await inner.ReadAsync(_chunk!, cancellationToken).ConfigureAwait(false);
            if (count == 0)
                End();
            else
                Take(_chunk!.AsSpan(0, count));
        }

        var given = Math.Min(buffer.Length, _ready.WrittenCount - _given);
        _ready.WrittenMemory.Slice(_given, given).CopyTo(buffer);
        _given += given;
        return given;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Streams of a provider are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            if (Interlocked.Exchange(ref _chunk, null) is { } chunk)
                ArrayPool<byte>.Shared.Return(chunk);
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            _line.Write(bytes[..(end + 1)]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }

        _line.Write(bytes);
        if (_line.WrittenCount > LongestLine)
            throw new GatewayException(GatewayErrors.ProviderGarbled, "The model's provider sent a line that is too long.");
    }

    private void End()
    {
        _ended = true;
        EndLine();
    }

    private void EndLine()
    {
        if (format != WireFormat.ChatCompletions && BodyRepair.IsNeeded(_line.WrittenSpan, format))
            _ready.Write(Encoding.UTF8.GetBytes(BodyRepair.Repair(Encoding.UTF8.GetString(_line.WrittenSpan), format)));
        else
            _ready.Write(_line.WrittenSpan);
        _line.ResetWrittenCount();
    }
}
