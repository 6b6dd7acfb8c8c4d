using AiStudio.Platform.Identity;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Lets a person watch a turn of theirs, from whatever node, as often as they like.</summary>
internal sealed class TurnFeed
{
    /// <summary>The events after <paramref name="after"/>, stored and then live, without a gap or a double; ends after the last. A turn of somebody else has none.</summary>
    public IAsyncEnumerable<TurnEvent> WatchAsync(Caller caller, Guid turnId, int after, CancellationToken cancellationToken) => throw new NotImplementedException();
}
