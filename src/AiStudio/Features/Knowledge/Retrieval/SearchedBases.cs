namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Knowledge bases that share an embedding profile and settings, and whether all of them are searched by the HNSW index.</summary>
internal sealed record SearchedBases(Guid[] Ids, Guid ProfileId, string Model, int Dimensions, bool Indexed, RetrievalSettings Settings);
