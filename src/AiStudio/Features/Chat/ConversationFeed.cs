using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Chat;

/// <summary>What changes in a person's conversations, in whatever tab and on whatever node.</summary>
internal sealed class ConversationFeed(NotificationListener listener)
{
    private const int Waiting = 64;

    public async IAsyncEnumerable<ConversationChanged> Watch(Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<ConversationChanged>(Waiting);
        var missed = 0;
        using var subscription = listener.Subscribe(ConversationNotices.Topic, payload =>
        {
            var change = payload is null ? ConversationNotices.Missed : ConversationNotices.Read(payload, caller.Scope);
            // A reader that is too slow is told once, afterwards, that it missed something.
            if (change is not null && !channel.Writer.TryWrite(change))
                Volatile.Write(ref missed, 1);
        });
        await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return change;
            if (Interlocked.Exchange(ref missed, 0) == 1)
                yield return ConversationNotices.Missed;
        }
    }
}
