using AiStudio.Features.Promotion;
using AiStudio.Platform.Identity;

namespace AiStudio.Tests.Promotion;

public sealed class PromotionRulesTests
{
    private static readonly Guid s_author = Guid.CreateVersion7();
    private static readonly Guid s_requester = Guid.CreateVersion7();

    // Every way there is; whatever is not in it is refused.
    private static readonly (PromotionState From, PromotionAction Action, PromotionState To)[] s_ways =
    [
        (PromotionState.Evaluating, PromotionAction.Pass, PromotionState.Evaluated),
        (PromotionState.Evaluating, PromotionAction.Refuse, PromotionState.Refused),
        (PromotionState.Evaluating, PromotionAction.Override, PromotionState.Approved),
        (PromotionState.Evaluating, PromotionAction.Withdraw, PromotionState.Withdrawn),
        (PromotionState.Refused, PromotionAction.Override, PromotionState.Approved),
        (PromotionState.Evaluated, PromotionAction.Approve, PromotionState.Approved),
        (PromotionState.Evaluated, PromotionAction.Override, PromotionState.Approved),
        (PromotionState.Evaluated, PromotionAction.Reevaluate, PromotionState.Evaluating),
        (PromotionState.Evaluated, PromotionAction.Withdraw, PromotionState.Withdrawn),
        (PromotionState.Approved, PromotionAction.Reevaluate, PromotionState.Evaluating),
        (PromotionState.Approved, PromotionAction.BeginCanary, PromotionState.Canary),
        (PromotionState.Approved, PromotionAction.Finish, PromotionState.Production),
        (PromotionState.Approved, PromotionAction.Withdraw, PromotionState.Withdrawn),
        (PromotionState.Canary, PromotionAction.Finish, PromotionState.Production),
        (PromotionState.Canary, PromotionAction.RollBack, PromotionState.RolledBack),
        (PromotionState.Canary, PromotionAction.Withdraw, PromotionState.Withdrawn),
        (PromotionState.Production, PromotionAction.RollBack, PromotionState.RolledBack),
    ];

    [Fact]
    public void Next_EveryStateAndAction_LeadsWhereTheTableSaysOrNowhere()
    {
        foreach (var from in Enum.GetValues<PromotionState>())
        {
            foreach (var action in Enum.GetValues<PromotionAction>())
            {
                var way = s_ways.Where(way => way.From == from && way.Action == action).ToList();
                var next = PromotionRules.Next(from, action);
                Assert.Equal(way.Count == 1, next.Succeeded);
                if (way.Count == 1)
                    Assert.Equal(way[0].To, next.Value);
                else
                    Assert.Equal("promotion_state", next.Error!.Code);
            }
        }
    }

    [Fact]
    public void MayApprove_IsSomebodyElsesThanWhoAskedOrWrote()
    {
        Assert.Null(PromotionRules.MayApprove(Person(Guid.CreateVersion7(), Role.Admin), s_requester, s_author));
        Assert.Equal("promotion_own", PromotionRules.MayApprove(Person(s_requester, Role.Owner), s_requester, s_author)?.Code);
        Assert.Equal("promotion_own", PromotionRules.MayApprove(Person(s_author, Role.Owner), s_requester, s_author)?.Code);
        Assert.Equal("admins_only", PromotionRules.MayApprove(Person(Guid.CreateVersion7(), Role.Finance), s_requester, s_author)?.Code);
    }

    [Fact]
    public void MayOverride_IsTheOwnersWithAReason()
    {
        Assert.Null(PromotionRules.MayOverride(Person(s_author, Role.Owner), "It is urgent."));
        Assert.Equal("owners_only", PromotionRules.MayOverride(Person(s_author, Role.Admin), "It is urgent.")?.Code);
        Assert.Equal("promotion_reason", PromotionRules.MayOverride(Person(s_author, Role.Owner), "  ")?.Code);
    }

    private static Caller Person(Guid id, Role role) => new(Guid.CreateVersion7(), id, role, "Somebody", "somebody@example.test");
}
