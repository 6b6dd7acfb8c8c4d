namespace AiStudio.Gateway.Routing.Concurrency;

/// <summary>
/// A number of places and a bounded queue for them. Who waits is served by turns of organizations, so that none can starve another,
/// and within one in the order of arrival. Thread-safe.
/// </summary>
internal sealed class FairQueue(int places, int longest, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LinkedList<TaskCompletionSource>> _lines = [];
    private readonly Queue<Guid> _turns = new();
    private int _running;
    private int _waiting;

    public (int Running, int Waiting) Load
    {
        get
        {
            lock (_gate)
                return (_running, _waiting);
        }
    }

    /// <summary>A place, at once or in turn; <see langword="false"/> when too many wait already, or none came free within <paramref name="patience"/>.</summary>
    public async ValueTask<bool> EnterAsync(Guid organization, TimeSpan patience, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> waiter;
        lock (_gate)
        {
            if (_running < places)
            {
                _running++;
                return true;
            }

            if (_waiting >= longest)
                return false;
            waiter = Line(organization).AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting++;
        }

        try
        {
            await waiter.Value.Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception left) when (left is TimeoutException or OperationCanceledException)
        {
            // Who was given a place at the same moment keeps it.
            if (!Withdraw(organization, waiter))
                return true;
            if (left is TimeoutException)
                return false;
            throw;
        }
    }

    /// <summary>Gives a place back: the next in turn gets it.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (Next() is { } next)
                next.TrySetResult();
            else
                _running--;
        }
    }

    // An organization is in the turns as long as it has a line, even one that everybody has left.
    private LinkedList<TaskCompletionSource> Line(Guid organization)
    {
        if (_lines.TryGetValue(organization, out var line))
            return line;
        _turns.Enqueue(organization);
        return _lines[organization] = [];
    }

    private TaskCompletionSource? Next()
    {
        while (_turns.TryDequeue(out var organization))
        {
            var line = _lines[organization];
            if (line.First is not { } first)
            {
                _lines.Remove(organization);
                continue;
            }

            line.RemoveFirst();
            _waiting--;
            _turns.Enqueue(organization);
            return first.Value;
        }

        return null;
    }

    private bool Withdraw(Guid organization, LinkedListNode<TaskCompletionSource> waiter)
    {
        lock (_gate)
        {
            if (waiter.List is null)
                return false;
            _lines[organization].Remove(waiter);
            _waiting--;
            return true;
        }
    }
}
