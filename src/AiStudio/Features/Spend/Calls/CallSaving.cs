namespace AiStudio.Features.Spend.Calls;

/// <summary>Why calls cost less than they would have.</summary>
public enum CallSaving
{
    /// <summary>A provider read input from its cache, or wrote it there, which costs more at first.</summary>
    Prompt,

    /// <summary>An answer was given again to the same question.</summary>
    Exact,

    /// <summary>An answer was given again to a similar question.</summary>
    Similar,

    /// <summary>Another than the first model of the alias answered.</summary>
    Routing,
}
