using System.Threading.Channels;
using AiStudio.Gateway.ResponseCache;

namespace AiStudio.Gateway.Tests.Fakes;

/// <summary>What was noted of semantic hits, to be awaited.</summary>
internal sealed class FakeReviews : ISemanticReviews
{
    public Channel<SemanticHit> Hits { get; } = Channel.CreateUnbounded<SemanticHit>();

    public Channel<(SemanticHit Hit, SemanticVerdict Verdict)> Verdicts { get; } = Channel.CreateUnbounded<(SemanticHit, SemanticVerdict)>();

    public ValueTask RecordAsync(SemanticHit hit, CancellationToken cancellationToken) => Hits.Writer.WriteAsync(hit, cancellationToken);

    public ValueTask JudgeAsync(SemanticHit hit, SemanticVerdict verdict, CancellationToken cancellationToken) => Verdicts.Writer.WriteAsync((hit, verdict), cancellationToken);
}
