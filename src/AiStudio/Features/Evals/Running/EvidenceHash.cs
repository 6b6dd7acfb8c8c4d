using System.Security.Cryptography;
using System.Text;
using AiStudio.Features.Prompts;
using AiStudio.Gateway.Routing;

namespace AiStudio.Features.Evals.Running;

/// <summary>What a run's results are evidence of. Each part is SHA-256 over its lines, so that no two things run together.</summary>
internal static class EvidenceHash
{
    /// <summary>Who may answer for a model, in the order in which they are asked.</summary>
    public static byte[] OfModel(RoutePlan? plan) => Of(plan is null
        ? ["nobody"]
        :
        [
            $"strategy {plan.Strategy}",
            .. plan.Candidates.Select(candidate => Line("answer", candidate)),
            .. plan.ContextOverflow.Select(candidate => Line("overflow", candidate)),
            .. plan.ContentRefusal.Select(candidate => Line("refusal", candidate)),
        ]);

    /// <summary>The cases, by the hashes of their contents in the order of their ids.</summary>
    public static byte[] OfDataset(IEnumerable<byte[]> caseHashes) => Of(caseHashes.Select(Convert.ToHexString));

    public static byte[] Of(PromptVersion version, byte[] model, EvalSuite suite, byte[] dataset, byte[]? judge) => Of(
    [
        $"prompt {Convert.ToHexString(version.ContentHash)}",
        $"body {(version.Body is { } body ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body))) : "")}",
        $"model {Convert.ToHexString(model)}",
        // Tools are the version's and the recordings', and so in the prompt's and the cases' hashes.
        $"dataset {Convert.ToHexString(dataset)}",
        $"knowledge {string.Join(' ', suite.KnowledgeBaseIds.Order())} {suite.TopK}",
        $"repeats {suite.Repeats}",
        $"judge {(judge is null ? "" : Convert.ToHexString(judge))}",
    ]);

    private static string Line(string list, RouteCandidate candidate) => $"{list} {candidate.Connection.Kind} {candidate.Connection.Id} {candidate.ModelId} {candidate.Weight}";

    private static byte[] Of(IEnumerable<string> lines) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
}
