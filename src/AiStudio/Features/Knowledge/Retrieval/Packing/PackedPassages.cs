namespace AiStudio.Features.Knowledge.Retrieval.Packing;

/// <summary>What a model is given. The number of a passage is its place in the list, from 1: first those that were found, best first, then neighbours.</summary>
/// <param name="Passages">Those that fitted.</param>
/// <param name="Omitted">How many were found and did not fit.</param>
internal sealed record PackedPassages(IReadOnlyList<RetrievedPassage> Passages, int Omitted)
{
    public static PackedPassages None { get; } = new([], 0);
}
