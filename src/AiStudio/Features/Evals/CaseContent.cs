using System.Security.Cryptography;
using System.Text.Json;
using AiStudio.Features.Evals.Checks;

namespace AiStudio.Features.Evals;

/// <summary>What is asked and what the answer must be: everything that makes two cases different.</summary>
/// <param name="Messages">The conversation; the last one is a user's.</param>
/// <param name="Checks">What the answer must pass; at least one.</param>
public sealed record CaseContent(IReadOnlyList<CaseMessage> Messages, IReadOnlyList<Check> Checks)
{
    /// <summary>Values for the prompt's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Recording> Recordings { get; init; } = [];

    /// <summary>The question that is answered: the last message.</summary>
    public string Question => Messages[^1].Text;

    /// <summary>SHA-256: the same for the same case, whatever the order of its keys.</summary>
    internal byte[] Hash() => SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(
        new { Messages, Variables, Checks, Recordings }, EvalJson.Options)));
}
