namespace AiStudio.Features.Promotion.Canaries;

/// <summary>What comes of a look at a canary.</summary>
internal enum CanaryMove
{
    Stay,

    /// <summary>The next share of traffic.</summary>
    Advance,

    /// <summary>Production.</summary>
    Finish,

    RollBack,
}
