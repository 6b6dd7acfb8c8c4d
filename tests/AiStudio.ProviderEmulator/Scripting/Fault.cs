namespace AiStudio.ProviderEmulator.Scripting;

/// <summary>
/// One thing that goes wrong, at one point: after so many tokens, after so many bytes of the body,
/// or, with neither, before the first byte of the response.
/// </summary>
public sealed record Fault(FaultKind Kind)
{
    public int? AfterChunks { get; init; }

    public int? AfterBytes { get; init; }

    /// <summary>What <see cref="FaultKind.Insert"/> writes, or the message of <see cref="FaultKind.Error"/>.</summary>
    public string? Text { get; init; }

    /// <summary>How often the inserted text is written, for lines too long to put in a script.</summary>
    public int Repeat { get; init; } = 1;

    internal bool IsAtStart => AfterChunks is null && AfterBytes is null;
}
