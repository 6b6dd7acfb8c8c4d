namespace AiStudio.Features.Knowledge;

/// <summary>How the newest version of a document stands. Stored in lower case.</summary>
internal enum DocumentState
{
    Waiting,
    Processing,
    Ready,
    Failed,
    Cancelled,
}
