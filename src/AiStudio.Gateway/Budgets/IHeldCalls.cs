namespace AiStudio.Gateway.Budgets;

/// <summary>
/// The calls of this node whose hold is open. The host renews their leases every <see cref="RenewEvery"/> and notes what they have come to,
/// so that another node can settle them when this one dies. Thread-safe.
/// </summary>
public interface IHeldCalls
{
    /// <summary>How long a hold outlives its last renewal.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    /// <summary>How often the host renews and notes how far answers have got: of a dead node's streams, so much may be missing from the books.</summary>
    static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    /// <summary>Completes as soon as a call is held.</summary>
    Task AnyAsync(CancellationToken cancellationToken);

    /// <summary>Each call as it would be settled now; an empty provider says that none has been asked.</summary>
    IReadOnlyList<Settlement> SoFar();

    /// <summary>Those of <see cref="SoFar"/> that wait for a provider, or ask another one, than was last told: by their holds or by this.</summary>
    IReadOnlyList<Settlement> News();
}
