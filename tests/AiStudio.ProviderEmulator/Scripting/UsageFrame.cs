namespace AiStudio.ProviderEmulator.Scripting;

/// <summary>What the client is told about usage. The bill is not changed by it.</summary>
public enum UsageFrame
{
    /// <summary>The billed figures, where the protocol puts them and if the client asked for them.</summary>
    Exact,

    /// <summary>The billed figures even if the client did not ask.</summary>
    Unasked,
    Absent,
    Null,
    Empty,
    Zero,
    Negative,

    /// <summary>10^18 in every field.</summary>
    Huge,
    Fractional,

    /// <summary>The bare word NaN: not JSON.</summary>
    NotANumber,
    Duplicated,
}
