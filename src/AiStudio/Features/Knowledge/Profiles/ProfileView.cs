namespace AiStudio.Features.Knowledge.Profiles;

/// <summary>How a base is indexed, and how far a change of that is.</summary>
public sealed record ProfileView(
    string Model, int Dimensions, int Version, string? NextModel, string? PreviousModel, int? PreviousVersion, string? JobState, int? Percent, string? Reason,
    int ChunkTokens, int OverlapTokens)
{
    /// <summary>Another model's vectors are being filled.</summary>
    public bool Changing => NextModel is not null;
}
