namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>Counts what is read of the bodies that come back.</summary>
internal sealed class ReadCounter : DelegatingHandler
{
    private long _read;

    public ReadCounter()
        : base(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero })
    {
    }

    public long BytesRead
    {
        get => Interlocked.Read(ref _read);
        set => Interlocked.Exchange(ref _read, value);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var counted = new StreamContent(new Counted(await response.Content.ReadAsStreamAsync(cancellationToken), this));
        foreach (var header in response.Content.Headers)
        {
            counted.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = counted;
        return response;
    }

    private sealed class Counted(Stream inner, ReadCounter counter) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref counter._read, count);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
