namespace AiStudio.Gateway.ResponseCache;

/// <summary>Port: keeps what the semantic cache gave, and whether it was right, so that people can look at it and thresholds can tighten.</summary>
public interface ISemanticReviews
{
    /// <summary>Notes the hit.</summary>
    ValueTask RecordAsync(SemanticHit hit, CancellationToken cancellationToken);

    /// <summary>
    /// Notes the verdict on a recorded hit. When it is <see cref="SemanticVerdict.Disagrees"/>, the assistant's threshold rises to half-way between
    /// the similarity of the hit and 1, if it is lower than that; only a person lowers it again.
    /// </summary>
    ValueTask JudgeAsync(SemanticHit hit, SemanticVerdict verdict, CancellationToken cancellationToken);
}
