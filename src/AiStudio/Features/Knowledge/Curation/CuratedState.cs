namespace AiStudio.Features.Knowledge.Curation;

/// <summary>Where a curated answer stands.</summary>
public enum CuratedState
{
    /// <summary>Written, and given to nobody.</summary>
    Draft,

    /// <summary>Given to whoever asks a question like it.</summary>
    Approved,

    /// <summary>Given no more.</summary>
    Retired,
}
