namespace AiStudio.Features.Promotion;

/// <summary>How far a version is on its way into production.</summary>
public enum PromotionState
{
    /// <summary>Its suites are run, and the incumbent's.</summary>
    Evaluating,

    /// <summary>The gate said no. An owner may override it.</summary>
    Refused,

    /// <summary>The gate said yes: somebody else has to approve.</summary>
    Evaluated,

    /// <summary>Its canary begins as soon as nothing else splits the prompt's traffic.</summary>
    Approved,

    /// <summary>A growing share of traffic is answered with it.</summary>
    Canary,

    /// <summary>It went into production.</summary>
    Production,

    /// <summary>It was worse, or somebody took it back. Its text is not promoted again unless an owner says so.</summary>
    RolledBack,

    /// <summary>Nobody wants it any more.</summary>
    Withdrawn,
}
