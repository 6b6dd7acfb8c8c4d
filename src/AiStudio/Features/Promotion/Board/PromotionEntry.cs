namespace AiStudio.Features.Promotion.Board;

/// <summary>A promotion in the list.</summary>
/// <param name="Id">Which.</param>
/// <param name="PromptSlug">The prompt.</param>
/// <param name="PromptName">Its name.</param>
/// <param name="VersionId">The version that is promoted.</param>
/// <param name="Version">Its number.</param>
/// <param name="Incumbent">The number of the version it is compared with; <see langword="null"/> when there is none.</param>
/// <param name="State">How far it is.</param>
/// <param name="Held">Whether its canary is kept at its step.</param>
/// <param name="Percent">The candidate's share of traffic while the canary runs.</param>
/// <param name="RequestedById">Who asked for it.</param>
/// <param name="RequestedBy">That person's name.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="ApprovedBy">Who approved it.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="OverriddenBy">The owner who went past the gate.</param>
/// <param name="OverrideReason">Why.</param>
/// <param name="AuthorId">Who wrote the version.</param>
/// <param name="ExperimentId">The canary's experiment.</param>
/// <param name="Reason">Why it was refused, rolled back or withdrawn.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Blocked">Whether its text is not promoted again until an owner says so.</param>
public sealed record PromotionEntry(
    Guid Id, string PromptSlug, string PromptName, Guid VersionId, string Version, string? Incumbent, PromotionState State, bool Held, int? Percent, Guid? RequestedById, string? RequestedBy,
    DateTimeOffset RequestedAt, string? ApprovedBy, DateTimeOffset? ApprovedAt, string? OverriddenBy, string? OverrideReason, Guid? AuthorId, Guid? ExperimentId, string? Reason, DateTimeOffset? EndedAt,
    bool Blocked)
{
    /// <summary>What has to happen next, and by whom.</summary>
    public string WaitsFor => State switch
    {
        PromotionState.Evaluating => "Its suites are being run.",
        PromotionState.Refused => "The gate refused it. Improve the version, or an owner overrides.",
        PromotionState.Evaluated => $"Waits for approval by an admin other than {RequestedBy ?? "who asked for it"}.",
        PromotionState.Approved => "Approved. Its canary begins when no other experiment splits the traffic of this prompt.",
        PromotionState.Canary when Held => $"Held at {Percent} % of traffic until somebody lets it go on.",
        PromotionState.Canary => $"{Percent} % of traffic is answered with it.",
        PromotionState.Production => "It went into production.",
        PromotionState.RolledBack => Blocked ? "Rolled back. An owner has to unblock its text before it can be promoted again." : "Rolled back.",
        _ => "Withdrawn.",
    };
}
