namespace AiStudio.Features.Knowledge;

/// <summary>Whether the vectors of a base stand in the HNSW index.</summary>
internal enum VectorIndexState
{
    /// <summary>It is small enough to be scanned.</summary>
    None,

    /// <summary>New vectors enter it, those of before are being moved; it is still scanned.</summary>
    Filling,

    /// <summary>It is searched by the index.</summary>
    Complete,
}
