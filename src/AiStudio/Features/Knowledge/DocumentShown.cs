namespace AiStudio.Features.Knowledge;

/// <summary>Which documents of a list are looked at.</summary>
internal enum DocumentShown
{
    All,

    /// <summary>Something is still going to happen by itself.</summary>
    InProgress,

    /// <summary>Somebody has to do something: it failed, or was stopped.</summary>
    Failed,
}
