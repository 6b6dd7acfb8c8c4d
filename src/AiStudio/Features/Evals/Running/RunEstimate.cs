using System.Text;
using AiStudio.Features.Chat.FollowUps;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.Features.Prompts;
using AiStudio.Gateway.Routing;

namespace AiStudio.Features.Evals.Running;

/// <summary>What cases may cost at most, before they are asked: what goes in, and the longest answer that is allowed, at the price in force.</summary>
/// <param name="routes">Who may be asked; of each the dearest counts.</param>
/// <param name="version">What is asked with.</param>
/// <param name="suite">How much is read for each case.</param>
/// <param name="defaultOutput">The longest answer where the version names none, in tokens.</param>
internal sealed class RunEstimate(RunRoutes routes, PromptVersion version, EvalSuite suite, int defaultOutput)
{
    // A passage of the usual size with its place around it.
    private const int PassageTokens = 300;
    private const int MessageTokens = 8;

    // A long rubric with the question, beside the answer.
    private const int Rubric = 2_000;

    // The conversation that a follow-up question is put into words of its own by.
    private const int Rewritten = 2_000;

    private readonly long _prompt = Tokens(version.Body ?? version.Template) + (Searches(suite) ? (long)suite.TopK * PassageTokens : 0);

    /// <summary>Of one answer, in nano-dollars.</summary>
    public long Of(CaseContent content)
    {
        var input = _prompt + content.Messages.Sum(message => Tokens(message.Text)) + content.Variables.Values.Sum(Tokens)
            + content.Recordings.Sum(recording => Tokens(recording.Result) + Tokens(recording.Parameters?.GetRawText() ?? ""));
        var output = version.Settings.MaxOutputTokens ?? defaultOutput;
        // Each recorded answer may be read in a round of its own, with what was said in those before.
        var rounds = Math.Min(CaseAsker.MostRounds, 1 + content.Recordings.Count);
        return Dearest(routes.Answer, input, output, rounds) + OfSearch(content)
            + content.Checks.Count(check => check.NeedsJudge) * JudgeCall.MostAsked * Dearest(routes.Judge, Rubric + output, JudgeCall.MostTokens)
            + content.Checks.OfType<Similar>().Sum(similar => Dearest(routes.Embedding, Tokens(similar.Reference) + output, 0));
    }

    private long OfSearch(CaseContent content) => !Searches(suite) ? 0
        : Dearest(routes.Embedding, Tokens(content.Question) + FollowUpRewriter.MostTokens, 0) + (content.Messages.Count > 1 ? Dearest(routes.Rewrite, Rewritten, FollowUpRewriter.MostTokens) : 0)
        + routes.Rerank.Sum(plan => Dearest(plan, (Rerankers.Read * PassageTokens) + Tokens(content.Question) + FollowUpRewriter.MostTokens, ModelReranker.MostTokens));

    private static bool Searches(EvalSuite suite) => suite.KnowledgeBaseIds.Length > 0 && suite.TopK > 0;

    private static long Dearest(RoutePlan? plan, long input, int output, int rounds = 1) => plan?.Candidates.Max(candidate =>
    {
        var most = Math.Min(output, candidate.MaxOutputTokens);
        return candidate.Price is { } price ? rounds * price.WorstCase(input + ((rounds - 1L) * most), most) : 0;
    }) ?? 0;

    private static long Tokens(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4 + MessageTokens;
}
