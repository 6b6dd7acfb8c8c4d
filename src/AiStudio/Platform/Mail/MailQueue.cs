using System.Threading.Channels;

namespace AiStudio.Platform.Mail;

/// <summary>
/// Writes and sends mails after the answer: how long a page takes says nothing about whether a mail went out.
/// A mail that is lost with the process is asked for again by the person.
/// </summary>
internal sealed class MailQueue
{
    private readonly Channel<Func<IServiceProvider, CancellationToken, Task<OutgoingMail?>>> _waiting =
        Channel.CreateBounded<Func<IServiceProvider, CancellationToken, Task<OutgoingMail?>>>(
            new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Enqueue(OutgoingMail mail) => Enqueue((_, _) => Task.FromResult<OutgoingMail?>(mail));

    /// <param name="write">Writes the mail, or decides that there is none; runs in a scope of its own.</param>
    public void Enqueue(Func<IServiceProvider, CancellationToken, Task<OutgoingMail?>> write) => _waiting.Writer.TryWrite(write);

    public IAsyncEnumerable<Func<IServiceProvider, CancellationToken, Task<OutgoingMail?>>> ReadAllAsync(CancellationToken cancellationToken) =>
        _waiting.Reader.ReadAllAsync(cancellationToken);
}
