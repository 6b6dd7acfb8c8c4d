namespace AiStudio.Gateway.ResponseCache;

/// <summary>For a host that keeps no answers, and so has none to review.</summary>
internal sealed class NoSemanticReviews : ISemanticReviews
{
    public ValueTask RecordAsync(SemanticHit hit, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask JudgeAsync(SemanticHit hit, SemanticVerdict verdict, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
