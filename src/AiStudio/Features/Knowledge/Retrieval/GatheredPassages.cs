using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Retrieval.Packing;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What a question gets to be answered with.</summary>
/// <param name="Packed">The passages that fit the question and the token budget; none when nothing found has to do with the question.</param>
/// <param name="Curated">The approved answer to a question like it.</param>
/// <param name="Found">All that was found.</param>
internal sealed record GatheredPassages(PackedPassages Packed, CuratedMatch? Curated, Retrieval Found);
