namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>Which reranker a base has chosen.</summary>
/// <param name="Kind">Who.</param>
/// <param name="ConnectionId">The connection whose server is asked; of an endpoint only.</param>
/// <param name="Model">The alias or pinned id of a model, or the model an endpoint is told; an endpoint without one serves a single model, as TEI does.</param>
/// <param name="Kept">How many passages are given on once it has read them, from 1 to 50.</param>
internal sealed record RerankerChoice(RerankerKind Kind, Guid? ConnectionId = null, string? Model = null, int Kept = RerankerChoice.KeptByDefault)
{
    public const int KeptByDefault = 5;

    public static RerankerChoice Local { get; } = new(RerankerKind.Local);
}
