namespace AiStudio.Features.Promotion;

/// <summary>What can happen to a promotion.</summary>
internal enum PromotionAction
{
    /// <summary>The gate says yes.</summary>
    Pass,

    /// <summary>The gate says no.</summary>
    Refuse,

    /// <summary>What was shown is not true any more.</summary>
    Reevaluate,

    /// <summary>A second person agrees.</summary>
    Approve,

    /// <summary>An owner wants it whatever the gate says.</summary>
    Override,

    /// <summary>The first share of traffic.</summary>
    BeginCanary,

    /// <summary>The label moves.</summary>
    Finish,

    /// <summary>By a guard, or by hand.</summary>
    RollBack,

    /// <summary>For whatever reason, but not because it is bad: its text is not blocked.</summary>
    Withdraw,
}
