namespace AiStudio.Gateway.Tests.Fakes;

/// <summary>A body as it comes off the wire: in two reads, cut at a byte, or both; a cut is an end, or a broken connection.</summary>
internal sealed class WireStream(byte[] bytes, int? sliceAt = null, int? cutAt = null, bool reset = false) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var end = cutAt ?? bytes.Length;
        if (sliceAt > _position)
            end = Math.Min(end, sliceAt.Value);
        var count = Math.Min(buffer.Length, end - _position);
        if (count == 0 && reset)
            throw new IOException("Connection reset by peer.");
        bytes.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
