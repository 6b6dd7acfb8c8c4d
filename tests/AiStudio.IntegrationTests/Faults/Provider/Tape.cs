using System.Net;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>Records what a provider sends, and plays it again in two parts, or only the first of them. What to play is said for the flow of control that asks.</summary>
internal sealed class Tape : DelegatingHandler
{
    private readonly AsyncLocal<(int At, End End)?> _play = new();
    private byte[] _recorded = [];
    private string _type = "";
    private bool _recording;

    public Tape()
        : base(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero })
    {
    }

    internal enum End
    {
        /// <summary>The second part follows.</summary>
        None,

        /// <summary>The body is over.</summary>
        Eof,

        /// <summary>The connection breaks.</summary>
        Broken,
    }

    public int Length => _recorded.Length;

    public void Record() => _recording = true;

    public void Replay(int at, End end) => _play.Value = (at, end);

    public void Pass() => _play.Value = null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_play.Value is { } play)
        {
            return Respond(new Parts([_recorded[..play.At], play.End == End.None ? _recorded[play.At..] : []], play.End == End.Broken));
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (!_recording)
        {
            return response;
        }

        _recording = false;
        _recorded = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        _type = response.Content.Headers.ContentType!.ToString();
        return Respond(new MemoryStream(_recorded));
    }

    private HttpResponseMessage Respond(Stream body)
    {
        var content = new StreamContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", _type);
        return new(HttpStatusCode.OK) { Content = content };
    }

    /// <summary>Gives one part a read.</summary>
    private sealed class Parts(IEnumerable<byte[]> parts, bool breaks) : MemoryStream
    {
        private readonly Queue<byte[]> _parts = new(parts.Where(part => part.Length > 0));
        private int _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_parts.TryPeek(out var part))
            {
                return breaks ? throw new IOException("The connection was reset.") : new(0);
            }

            var count = Math.Min(buffer.Length, part.Length - _given);
            part.AsMemory(_given, count).CopyTo(buffer);
            _given += count;
            if (_given == part.Length)
            {
                _parts.Dequeue();
                _given = 0;
            }

            return new(count);
        }
    }
}
