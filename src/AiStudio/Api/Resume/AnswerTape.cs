using AiStudio.Api.Idempotency;
using Microsoft.AspNetCore.Http.Features;

namespace AiStudio.Api.Resume;

/// <summary>
/// Remembers an answer while it is given. Its row is written when it is over, away from the request; sooner only when somebody wants to watch it from another request:
/// then the parts are told as they come, as those of an idempotent run are.
/// </summary>
internal sealed class AnswerTape : IAsyncDisposable
{
    /// <summary>What is kept of an answer at most: some 5,000 tokens of a stream.</summary>
    private const int MostKept = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly AnswerTapes _tapes;
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _server;
    private readonly StreamResponseBodyFeature _feature;
    private readonly RecordingBody _body;
    private Task<IdempotentRun>? _told;
    private bool _over;

    public AnswerTape(AnswerTapes tapes, HttpContext context, RequestCaller caller, Guid id)
    {
        (_tapes, _context, Caller, Id) = (tapes, context, caller, id);
        _server = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _body = new RecordingBody(context.Response, _server.Stream, MostKept) { Passing = () => { lock (_lock) StreamTold(); } };
        _feature = new StreamResponseBodyFeature(_body, _server);
        context.Features.Set<IHttpResponseBodyFeature>(_feature);
    }

    public RequestCaller Caller { get; }

    public Guid Id { get; }

    /// <summary>Somebody wants to watch it: from now on it is told.</summary>
    public void Tell(Func<AnswerTape, Task<IdempotentRun>> begin)
    {
        lock (_lock)
        {
            if (_over || _told is not null)
                return;
            _told = begin(this);
            StreamTold();
        }
    }

    /// <summary>The end of a good answer: one that waited in one piece goes now.</summary>
    public async Task SendAsync()
    {
        await _feature.CompleteAsync();
        await _body.SendAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _context.Features.Set(_server);
        lock (_lock)
            _over = true;
        // What never became an answer is told by others, as an error.
        var answer = _body is { TooLong: false, Length: > 0 } && _context.Response.StatusCode == StatusCodes.Status200OK ? StoredAnswer.Of(_context.Response) : null;
        await _tapes.EndAsync(this, _told, answer, answer is null ? [] : _body.Whole());
        await _body.DisposeAsync();
    }

    private void StreamTold()
    {
        if (_told is { } told && _body.Passes)
            _ = StreamAsync(told, StoredAnswer.Of(_context.Response));
    }

    private async Task StreamAsync(Task<IdempotentRun> told, StoredAnswer answer) => (await told).Stream(_body, answer);
}
