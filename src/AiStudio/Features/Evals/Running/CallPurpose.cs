namespace AiStudio.Features.Evals.Running;

internal enum CallPurpose
{
    Answer,
    Judge,
    Similarity,

    /// <summary>Finds the passages that the answer is given with.</summary>
    Search,
}
