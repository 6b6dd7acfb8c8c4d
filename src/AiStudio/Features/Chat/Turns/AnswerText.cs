using System.Text;

namespace AiStudio.Features.Chat.Turns;

/// <summary>The answer as it grows: the model's flow adds, the journal's flow takes what is new. Never hands out half a character.</summary>
internal sealed class AnswerText
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private char? _half;
    private int _taken;

    public Task Completed => _completed.Task;

    public void Add(string chunk)
    {
        if (chunk.Length == 0)
            return;
        lock (_lock)
        {
            var text = _half is { } half ? half + chunk : chunk;
            _half = char.IsHighSurrogate(text[^1]) ? text[^1] : null;
            _text.Append(CleanText.Of(_half is null ? text : text[..^1]));
            _added.TrySetResult();
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            if (_half is not null)
                _text.Append(CleanText.Of(_half.Value.ToString()));
            _half = null;
            _completed.TrySetResult();
        }
    }

    /// <summary>What came since the last time; waits for it. Null once the answer is complete and all of it was taken.</summary>
    public async Task<string?> TakeAsync()
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_taken < _text.Length)
                {
                    var text = _text.ToString(_taken, _text.Length - _taken);
                    _taken = _text.Length;
                    return text;
                }

                if (_completed.Task.IsCompleted)
                    return null;
                if (_added.Task.IsCompleted)
                    _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
                added = _added.Task;
            }

            await Task.WhenAny(added, _completed.Task);
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }
}
