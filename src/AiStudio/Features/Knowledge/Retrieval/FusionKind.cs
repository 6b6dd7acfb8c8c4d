namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>How the arms become one order.</summary>
internal enum FusionKind
{
    /// <summary>Scores, each as a share of the best, with weights. Measured, better than ranks whenever one arm is the weaker.</summary>
    Weighted,

    /// <summary>Ranks (reciprocal rank fusion): only among arms of like strength.</summary>
    ReciprocalRank,
}
