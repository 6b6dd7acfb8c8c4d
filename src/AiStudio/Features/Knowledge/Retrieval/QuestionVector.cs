namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>A question's vector. <see cref="IsHashed"/>: by the offline embedder, which knows words and no meaning.</summary>
internal sealed record QuestionVector(float[] Values, bool IsHashed);
