namespace AiStudio.Gateway.ResponseCache;

/// <summary>
/// One call on its way to a model, and the identical ones that wait for it. They wait for its end rather than watch its text: when it is stopped
/// or breaks in mid-answer, another can begin anew, which nobody could who has already been told half of it.
/// </summary>
internal sealed class Flight
{
    private readonly TaskCompletionSource<Landing> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Landing> Landed => _landed.Task;

    public void Land(Landing landing) => _landed.TrySetResult(landing);
}

/// <summary>How a flight ended for those who wait: with an answer for all, with one that is its own (cut at its length, a tool call), or not at all, so that another should try.</summary>
internal sealed record Landing(Recalled? Shared, bool TryAgain)
{
    public static readonly Landing Failed = new(null, TryAgain: true);
    public static readonly Landing Unshared = new(null, TryAgain: false);
}
