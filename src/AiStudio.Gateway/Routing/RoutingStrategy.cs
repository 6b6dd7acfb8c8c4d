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

    /// <summary>
    /// The one whose recent first tokens came soonest first (for whole answers: whose answers came soonest). One that has not been
    /// measured in the last two minutes comes last, but one call in ten seconds asks it first and so finds out.
    /// </summary>
    Fastest,

    /// <summary>The one whose worst case for this call costs least first; those whose context window it does not fit come last.</summary>
    Cheapest,
}
