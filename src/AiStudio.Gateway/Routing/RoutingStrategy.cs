namespace AiStudio.Gateway.Routing;

/// <summary>How a route puts its candidates into the order in which they are tried.</summary>
public enum RoutingStrategy
{
    /// <summary>As they are listed.</summary>
    Ordered,

    /// <summary>At random, each as often as its weight says; the others follow in the same way.</summary>
    Weighted,

    /// <summary>The one with the fewest calls running or waiting at its provider first.</summary>
    LeastBusy,

    /// <summary>The one whose recent first tokens came soonest first; one that has not been measured lately goes before those that have.</summary>
    Fastest,

    /// <summary>The one whose worst case for this call costs least first, of those whose context window it fits.</summary>
    Cheapest,
}
