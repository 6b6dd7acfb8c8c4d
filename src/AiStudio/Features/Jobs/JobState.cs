namespace AiStudio.Features.Jobs;

/// <summary>Where a job stands. Stored in lower case.</summary>
internal enum JobState
{
    Queued,
    Running,
    Succeeded,

    /// <summary>An attempt failed; another one is due.</summary>
    Failed,

    /// <summary>The models' providers are down; it goes on by itself, and its attempts are not used up meanwhile.</summary>
    Waiting,
    Cancelled,

    /// <summary>Given up, with the reason. A person may retry it.</summary>
    Dead,
}
