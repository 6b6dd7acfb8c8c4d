namespace AiStudio.Features.Chat.Turns;

/// <summary>A turn that runs on this node, and the ways in which others end it.</summary>
internal sealed class RunningTurn(TurnTicket ticket) : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private int _endedAs = -1;

    public TurnTicket Ticket => ticket;

    public TurnKey Key => ticket.Key;

    public TurnLog Log { get; } = new();

    /// <summary>Cancelled when it was stopped, interrupted or lost.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>As what it was ended from outside, if it was.</summary>
    public MessageState? EndedAs => _endedAs < 0 ? null : (MessageState)_endedAs;

    /// <summary>Its person pressed Stop.</summary>
    public void Stop() => End(MessageState.Stopped);

    /// <summary>This node shuts down, or the turn is no longer its own.</summary>
    public void Interrupt() => End(MessageState.Interrupted);

    public void Dispose() => _ending.Dispose();

    private void End(MessageState state)
    {
        // The first reason stands.
        if (Interlocked.CompareExchange(ref _endedAs, (int)state, -1) != -1)
            return;
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }
}
