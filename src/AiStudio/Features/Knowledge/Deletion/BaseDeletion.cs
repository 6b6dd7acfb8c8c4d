namespace AiStudio.Features.Knowledge.Deletion;

/// <summary>How far the deletion of a base is.</summary>
/// <param name="BaseId">Which base.</param>
/// <param name="Deleted">How many chunks are gone.</param>
/// <param name="Chunks">How many there were when it began.</param>
/// <param name="Stopped">Whether somebody stopped it, or it was given up: then it goes on only when it is asked for again.</param>
/// <param name="Reason">Why it does not go on, for a person.</param>
public sealed record BaseDeletion(Guid BaseId, int Deleted, int Chunks, bool Stopped, string? Reason)
{
    /// <summary>0 to 100, by chunks.</summary>
    public int Percent => Chunks == 0 ? 0 : (int)(100L * Deleted / Chunks);
}
