namespace AiStudio.Features.Models;

/// <summary>When a candidate of an alias is asked.</summary>
public enum CandidateList
{
    /// <summary>First, and after ordinary faults.</summary>
    Answer,

    /// <summary>Instead, once a candidate says that the messages do not fit.</summary>
    ContextOverflow,

    /// <summary>Instead, once a candidate refuses the content.</summary>
    ContentRefusal,
}
