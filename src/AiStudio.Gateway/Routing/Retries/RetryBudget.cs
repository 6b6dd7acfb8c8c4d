namespace AiStudio.Gateway.Routing.Retries;

/// <summary>
/// What a provider connection may be asked beyond once a call, so that an outage is not made worse by those who meet it:
/// each call that comes adds a tenth of a try, each further try takes one, and little is kept for later. Thread-safe.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>The most tries that can be saved up, and what a connection starts with.</summary>
    public const int Capacity = 5;

    // In tenths of a try.
    private const int Earned = 1;
    private const int Spent = 10;

    private readonly Lock _gate = new();
    private int _balance = Capacity * Spent;

    public void Earn()
    {
        lock (_gate)
            _balance = Math.Min(_balance + Earned, Capacity * Spent);
    }

    public bool TrySpend()
    {
        lock (_gate)
        {
            if (_balance < Spent)
                return false;
            _balance -= Spent;
            return true;
        }
    }
}
