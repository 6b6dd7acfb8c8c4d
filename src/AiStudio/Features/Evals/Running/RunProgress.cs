namespace AiStudio.Features.Evals.Running;

/// <summary>How far a run is.</summary>
internal sealed class RunProgress(int done, int all)
{
    private int _done = done;

    /// <summary>0 to 99: the end is the job's to say.</summary>
    public int Percent => all == 0 ? 0 : Math.Min(99, 100 * Volatile.Read(ref _done) / all);

    /// <summary>One more is done; true when that is another percent.</summary>
    public bool Advance()
    {
        var now = Interlocked.Increment(ref _done);
        return 100 * now / all != 100 * (now - 1) / all;
    }
}
