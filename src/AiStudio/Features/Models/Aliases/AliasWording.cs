using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Rehearsal;

namespace AiStudio.Features.Models.Aliases;

/// <summary>Strategies, lists and behaviours as the page of an alias words them.</summary>
internal static class AliasWording
{
    public static string NameOf(RoutingStrategy strategy) => strategy switch
    {
        RoutingStrategy.Weighted => "By weight",
        RoutingStrategy.LeastBusy => "Least busy first",
        RoutingStrategy.Fastest => "Fastest first",
        RoutingStrategy.Cheapest => "Cheapest that fits first",
        _ => "In this order",
    };

    public static string Explain(RoutingStrategy strategy) => strategy switch
    {
        RoutingStrategy.Weighted => "Each call draws one at random, as often as its weight says; if it fails, the next is drawn from the others. With weight 0 a model is asked only when nobody else is left.",
        RoutingStrategy.LeastBusy => "The one whose provider has the fewest calls running or waiting on this node is asked first.",
        RoutingStrategy.Fastest => "The one whose first words came soonest lately is asked first. One that has not been measured for a while gets a call now and then.",
        RoutingStrategy.Cheapest => "The one whose worst case costs least for this very call is asked first; those whose context window is too small for it go last.",
        _ => "The first one is asked. If it fails before it has said anything, the next one is.",
    };

    public static string TitleOf(CandidateList list) => list switch
    {
        CandidateList.ContextOverflow => "When the messages do not fit",
        CandidateList.ContentRefusal => "When the content is refused",
        _ => "Who answers",
    };

    public static string Explain(CandidateList list) => list switch
    {
        CandidateList.ContextOverflow => "Asked in this order instead, once a model says that the messages are too long for it. Without one, the person is told so.",
        CandidateList.ContentRefusal => "Asked in this order instead, once a model refuses the content. Without one, the person is told so.",
        _ => "Asked first, and after ordinary faults",
    };

    public static string NameOf(Conduct conduct) => conduct switch
    {
        Conduct.Down => "is down (503)",
        Conduct.Limited => "limits calls (429, wait 2 s)",
        Conduct.LimitedForLong => "limits calls (429, wait 10 min)",
        Conduct.Silent => "says nothing",
        Conduct.BreakerOpen => "has an open breaker",
        Conduct.KeyRefused => "refuses the key (401)",
        Conduct.ContextTooLong => "finds the messages too long",
        Conduct.ContentRefused => "refuses the content",
        Conduct.BreaksOff => "breaks off after some text",
        Conduct.Unpriced => "has no price",
        _ => "answers",
    };
}
