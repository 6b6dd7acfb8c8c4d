using AiStudio.Gateway;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>Something outside of this process that reads a question and passages together.</summary>
internal interface IReranker
{
    RerankerKind Kind { get; }

    /// <summary>How well each text answers the question, in their order, the higher the better; figures of two questions are not comparable. The errors' messages say what was wrong with the reranker.</summary>
    /// <param name="caller">Who pays.</param>
    /// <param name="choice">What the base has chosen.</param>
    /// <param name="question">The question.</param>
    /// <param name="texts">The passages, each with its place.</param>
    /// <param name="calls">Who accounts for the calls of models that it makes; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Result<double[]>> ScoreAsync(
        GatewayCaller caller, RerankerChoice choice, string question, IReadOnlyList<string> texts, ICallBook? calls, CancellationToken cancellationToken);
}
