namespace AiStudio.Gateway.ResponseCache;

/// <summary>Whether the answer that was given again was right for the other question.</summary>
public enum SemanticVerdict
{
    /// <summary>The question was not asked again.</summary>
    Unchecked,

    /// <summary>It is being asked again.</summary>
    Pending,

    /// <summary>A new answer says the same.</summary>
    Agrees,

    /// <summary>A new answer says something else.</summary>
    Disagrees,

    /// <summary>It was asked again, but no answer came to compare with.</summary>
    Unknown,
}
