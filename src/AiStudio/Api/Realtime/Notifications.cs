using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using AiStudio.Features.Chat;
using AiStudio.Features.Jobs;
using AiStudio.Features.Notifications;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Realtime;

/// <summary>What a person is told of without asking for it: their conversations, their jobs and what their bell shows, whatever tab, program or node changed them.</summary>
internal sealed class Notifications(ConversationFeed conversations, JobFeed jobs, JobWatch watch, NotificationFeed notifications)
{
    private const int Waiting = 256;
    private static readonly SseItem<string> s_missed = new("{}", "missed");

    /// <param name="caller">Who is told.</param>
    /// <param name="bell">Whether also of what the bell shows.</param>
    /// <param name="cancellationToken">Ends the telling.</param>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync(Caller caller, bool bell, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Whoever reads too slowly loses the oldest, and reads the lists again.
        var missed = 0;
        var heard = Channel.CreateBounded<SseItem<string>>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Volatile.Write(ref missed, 1));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = Channel.CreateBounded<Guid>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest });
        using var subscription = jobs.Subscribe(caller.OrganizationId, id => changed.Writer.TryWrite(id));
        var telling = Task.WhenAll(TellConversationsAsync(caller, heard.Writer, ending.Token), TellJobsAsync(caller, changed.Reader, heard.Writer, ending.Token),
            bell ? TellBellAsync(caller, heard.Writer, ending.Token) : Task.CompletedTask);
        try
        {
            await foreach (var one in heard.Reader.ReadAllAsync(cancellationToken))
            {
                yield return one;
                if (Interlocked.Exchange(ref missed, 0) == 1)
                    yield return s_missed;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellConversationsAsync(Caller caller, ChannelWriter<SseItem<string>> heard, CancellationToken cancellationToken)
    {
        await foreach (var change in conversations.Watch(caller, cancellationToken))
            await heard.WriteAsync(change == ConversationNotices.Missed ? s_missed : new(JsonSerializer.Serialize(change, ChatJson.Options), "conversation"), cancellationToken);
    }

    private async Task TellBellAsync(Caller caller, ChannelWriter<SseItem<string>> heard, CancellationToken cancellationToken)
    {
        await foreach (var one in notifications.WatchAsync(caller, cancellationToken))
            await heard.WriteAsync(new(JsonSerializer.Serialize(one, ChatJson.Options), "notification"), cancellationToken);
    }

    private async Task TellJobsAsync(Caller caller, ChannelReader<Guid> changed, ChannelWriter<SseItem<string>> heard, CancellationToken cancellationToken)
    {
        await foreach (var id in changed.ReadAllAsync(cancellationToken))
        {
            if (id == Guid.Empty)
                await heard.WriteAsync(s_missed, cancellationToken);
            else if (await watch.FindOwnAsync(caller, id, cancellationToken) is { } job)
                await heard.WriteAsync(new(JsonSerializer.Serialize(job, ChatJson.Options), "job"), cancellationToken);
        }
    }
}
