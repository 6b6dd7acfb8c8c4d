namespace AiStudio.Benchmarks;

/// <summary>One way to the emulator.</summary>
internal interface ITarget
{
    /// <summary>One call, read to its end. Throws when the answer is not a good one.</summary>
    /// <param name="streamed">For a stream, or for a whole answer.</param>
    /// <param name="caller">Which of the callers asks; each asks one call at a time.</param>
    Task CallAsync(bool streamed, int caller);
}
