namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>How a candidate behaves in a rehearsal.</summary>
public enum Conduct
{
    /// <summary>It answers.</summary>
    Answers,

    /// <summary>Every try ends in HTTP 503.</summary>
    Down,

    /// <summary>Every try ends in HTTP 429 that asks to wait two seconds.</summary>
    Limited,

    /// <summary>Every try ends in HTTP 429 that asks to wait ten minutes.</summary>
    LimitedForLong,

    /// <summary>It takes the request and never says a word.</summary>
    Silent,

    /// <summary>It has failed so often that its breaker is open when the call comes, and it still fails.</summary>
    BreakerOpen,

    /// <summary>It says that the messages do not fit into its context window.</summary>
    ContextTooLong,

    /// <summary>It refuses the content.</summary>
    ContentRefused,

    /// <summary>It begins to answer, and the connection breaks in mid-sentence.</summary>
    BreaksOff,

    /// <summary>It has no price.</summary>
    Unpriced,

    /// <summary>It refuses the organization's key.</summary>
    KeyRefused,
}
