namespace AiStudio.Gateway.Audit;

/// <summary>How a call ended.</summary>
public enum CallEnding
{
    /// <summary>The model finished, or reached its length limit.</summary>
    Completed,

    /// <summary>The caller asked for it to stop.</summary>
    Stopped,

    /// <summary>The consumer left; the call was drained, or cut at the drain limit.</summary>
    Abandoned,

    /// <summary>The stream broke after text had been handed out.</summary>
    Interrupted,

    /// <summary>No candidate answered.</summary>
    Failed,

    /// <summary>Refused before anything was spent: limit, budget, permission, guardrail.</summary>
    Refused,
}
