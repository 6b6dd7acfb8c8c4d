using AiStudio.Gateway;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>Has the best candidates read by the reranker of the base. When it does not answer in time, the local order stands and says so.</summary>
internal sealed partial class Rerankers(IEnumerable<IReranker> rerankers, TimeProvider time, ILogger<Rerankers> logger)
{
    /// <summary>How many it reads: what stands further down is hardly ever the answer, and each is paid for.</summary>
    public const int Read = 30;

    // The first tokens of an answer wait for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    private const int LongestText = 4_000;

    public async Task<RerankedOrder> OrderAsync(
        GatewayCaller caller, RerankerChoice choice, string question, IReadOnlyList<PassageCandidate> ranked, ICallBook? calls, CancellationToken cancellationToken)
    {
        if (choice.Kind == RerankerKind.Local || ranked.Count < 2)
        {
            return new RerankedOrder(ranked);
        }

        var read = ranked.Take(Read).ToList();
        var scored = await ScoreAsync(caller, choice, question, [.. read.Select(TextOf)], calls, cancellationToken);
        if (!scored.Succeeded)
        {
            LogNotReranked(caller.OrganizationId, scored.Error.Code);
            return new RerankedOrder(ranked, Note: $"{scored.Error.Message} The local order was used.");
        }

        var order = read.Zip(scored.Value, (candidate, score) => candidate with { Reranked = score }).OrderByDescending(candidate => candidate.Reranked).Concat(ranked.Skip(Read));
        return new RerankedOrder([.. order], choice.Model ?? "endpoint");
    }

    private async Task<Result<double[]>> ScoreAsync(
        GatewayCaller caller, RerankerChoice choice, string question, IReadOnlyList<string> texts, ICallBook? calls, CancellationToken cancellationToken)
    {
        if (rerankers.FirstOrDefault(reranker => reranker.Kind == choice.Kind) is not { } chosen)
        {
            return Error.NotFound("reranker_missing", "This installation does not have the reranker that the base has chosen.");
        }

        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var scores = chosen.ScoreAsync(caller, choice, question, texts, calls, either.Token);
            // Who accounts for the call needs to know what it came to, also when it was stopped: nobody is waiting for first tokens there.
            return await (calls is null ? scores.WaitAsync(either.Token) : scores);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.OverLimit("reranker_slow", $"The reranker did not answer within {s_patience.TotalSeconds:0} seconds.");
        }
    }

    private static string TextOf(PassageCandidate candidate)
    {
        var text = $"{candidate.Chunk.Title}\n{candidate.Chunk.HeadingPath}\n{candidate.Chunk.Text}".TrimStart('\n');
        return text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }

    [LoggerMessage(LogLevel.Warning, "The reranker of organization {Organization} did not serve a search: {Code}")]
    private partial void LogNotReranked(Guid organization, string code);
}
