namespace AiStudio.Features.Chat;

internal enum MessageState
{
    /// <summary>A turn is writing it.</summary>
    Streaming,

    Complete,

    /// <summary>Its person ended it; what was said until then is kept.</summary>
    Stopped,

    /// <summary>It broke off: a cut stream or a lost node. What was said until then is kept.</summary>
    Interrupted,

    /// <summary>It never began.</summary>
    Failed,
}
