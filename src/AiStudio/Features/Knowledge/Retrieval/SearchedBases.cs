namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Knowledge bases that share an embedding profile.</summary>
internal sealed record SearchedBases(Guid[] Ids, Guid ProfileId, string Model, int Dimensions);
