namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Knowledge bases that share an embedding profile, and how many chunks they have.</summary>
internal sealed record SearchedBases(Guid[] Ids, Guid ProfileId, string Model, int Dimensions, long Chunks);
