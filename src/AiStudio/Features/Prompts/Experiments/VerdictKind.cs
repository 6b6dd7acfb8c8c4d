namespace AiStudio.Features.Prompts.Experiments;

public enum VerdictKind
{
    /// <summary>Nothing can be said yet.</summary>
    Open,

    /// <summary>One arm is better than the baseline.</summary>
    Better,

    /// <summary>Every other arm is worse than the baseline.</summary>
    Worse,

    /// <summary>Whatever difference there is, it is smaller than what matters.</summary>
    Same,

    /// <summary>Something loses units of one arm: no comparison can be believed.</summary>
    Untrustworthy,
}
