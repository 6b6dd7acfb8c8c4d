namespace AiStudio.Features.Traces.Replay;

/// <summary>What of a call is taken from its record when it is asked again.</summary>
public enum ReplayMode
{
    /// <summary>Everything: the same messages with the same passages and results of tools, of the same model.</summary>
    Frozen,

    /// <summary>History, passages and results of tools; the prompt version or the model is another.</summary>
    Candidate,

    /// <summary>Question and history; the prompt is the one in production and the passages are searched for again.</summary>
    Live,
}
