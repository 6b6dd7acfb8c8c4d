using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Promotion;

/// <summary>The state machine of the way into production, and who may move it. There is no other way there.</summary>
internal static class PromotionRules
{
    private static readonly Dictionary<(PromotionState From, PromotionAction Action), PromotionState> s_next = new()
    {
        [(PromotionState.Evaluating, PromotionAction.Pass)] = PromotionState.Evaluated,
        [(PromotionState.Evaluating, PromotionAction.Refuse)] = PromotionState.Refused,
        [(PromotionState.Evaluated, PromotionAction.Reevaluate)] = PromotionState.Evaluating,
        [(PromotionState.Approved, PromotionAction.Reevaluate)] = PromotionState.Evaluating,
        [(PromotionState.Evaluated, PromotionAction.Approve)] = PromotionState.Approved,
        [(PromotionState.Evaluating, PromotionAction.Override)] = PromotionState.Approved,
        [(PromotionState.Refused, PromotionAction.Override)] = PromotionState.Approved,
        [(PromotionState.Evaluated, PromotionAction.Override)] = PromotionState.Approved,
        [(PromotionState.Approved, PromotionAction.BeginCanary)] = PromotionState.Canary,
        [(PromotionState.Approved, PromotionAction.Finish)] = PromotionState.Production,
        [(PromotionState.Canary, PromotionAction.Finish)] = PromotionState.Production,
        [(PromotionState.Canary, PromotionAction.RollBack)] = PromotionState.RolledBack,
        [(PromotionState.Production, PromotionAction.RollBack)] = PromotionState.RolledBack,
        [(PromotionState.Evaluating, PromotionAction.Withdraw)] = PromotionState.Withdrawn,
        [(PromotionState.Evaluated, PromotionAction.Withdraw)] = PromotionState.Withdrawn,
        [(PromotionState.Approved, PromotionAction.Withdraw)] = PromotionState.Withdrawn,
        [(PromotionState.Canary, PromotionAction.Withdraw)] = PromotionState.Withdrawn,
    };

    /// <summary>Where an action leads. Error: <c>promotion_state</c> (conflict) when it leads nowhere from there.</summary>
    public static Result<PromotionState> Next(PromotionState from, PromotionAction action) =>
        s_next.TryGetValue((from, action), out var next) ? next : Error.Conflict("promotion_state", $"{Name(from)} This cannot be done now.");

    /// <summary>Whether nothing happens to it by itself or by the gate any more.</summary>
    public static bool IsOver(PromotionState state) => state is PromotionState.Refused or PromotionState.Production or PromotionState.RolledBack or PromotionState.Withdrawn;

    public static bool MayManage(Caller caller) => caller.Role is Role.Admin or Role.Owner;

    /// <summary>Four eyes: whoever asked for it or wrote it does not approve it.</summary>
    /// <param name="caller">Who wants to approve.</param>
    /// <param name="requestedBy">Who asked for the promotion.</param>
    /// <param name="author">Who wrote the version.</param>
    public static Error? MayApprove(Caller caller, Guid? requestedBy, Guid? author) =>
        !MayManage(caller) ? AdminsOnly
        : caller.UserId == requestedBy ? Error.Forbidden("promotion_own", "You asked for this promotion yourself. Somebody else has to approve it.")
        : caller.UserId == author ? Error.Forbidden("promotion_own", "You wrote this version yourself. Somebody else has to approve it.")
        : null;

    public static Error? MayOverride(Caller caller, string reason) =>
        caller.Role != Role.Owner ? Error.Forbidden("owners_only", "Only an owner goes past the gate.")
        : ReasonProblem(reason);

    public static Error? ReasonProblem(string reason) => reason.Trim().Length is 0 or > 500 ? Error.Invalid("promotion_reason", "Say why, in at most 500 characters.") : null;

    public static Error AdminsOnly => Error.Forbidden("admins_only", "Only admins promote versions.");

    public static Error NotFound => Error.NotFound("no_promotion", "There is no such promotion.");

    private static string Name(PromotionState state) => state switch
    {
        PromotionState.Evaluating => "It is being evaluated.",
        PromotionState.Refused => "The gate refused it.",
        PromotionState.Evaluated => "It waits for approval.",
        PromotionState.Approved => "It has been approved.",
        PromotionState.Canary => "Its canary runs.",
        PromotionState.Production => "It went into production.",
        PromotionState.RolledBack => "It was rolled back.",
        _ => "It was withdrawn.",
    };
}
