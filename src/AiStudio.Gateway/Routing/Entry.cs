namespace AiStudio.Gateway.Routing;

/// <summary>What came of asking for a try of a candidate: the try, or why the candidate is passed over.</summary>
/// <param name="Attempt">The try.</param>
/// <param name="Reason">The code under which it is passed over.</param>
/// <param name="QueuedFor">How long it waited to be passed over.</param>
internal readonly record struct Entry(Attempt? Attempt, string? Reason, TimeSpan QueuedFor)
{
    public static Entry PassOver(string reason, TimeSpan queuedFor = default) => new(null, reason, queuedFor);
}
