namespace AiStudio.Features.Traces.Browsing;

/// <summary>What an answer of a chat may be looked for by.</summary>
internal enum AnswerFault
{
    /// <summary>It said that it would not or could not answer.</summary>
    Declined,

    /// <summary>It quotes something that does not stand there.</summary>
    Unverified,
}
