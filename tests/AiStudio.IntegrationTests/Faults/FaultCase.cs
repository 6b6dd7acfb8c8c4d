namespace AiStudio.IntegrationTests.Faults;

/// <summary>One case of the fault catalogue (F01 to F21). The seed decides protocol, stream or whole, position, sizes and order.</summary>
internal abstract class FaultCase
{
    /// <summary>The catalogue's number: the type's name begins with it.</summary>
    public string Id => GetType().Name[..3];

    /// <summary>What goes wrong, in a few words.</summary>
    public abstract string Fault { get; }

    /// <summary>What of the case cannot be shown yet, and what it waits for. The table names it: a case that is not asked is not green.</summary>
    public virtual string? Needs => null;

    /// <summary>Makes the fault happen; says through <see cref="FaultRun.Expect"/> what did not hold. What must hold in every case is checked afterwards.</summary>
    public abstract Task RunAsync(FaultRun run);
}
