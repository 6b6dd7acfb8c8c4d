using System.Text.RegularExpressions;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Models;

/// <summary>
/// A model is named by an id that always means the same weights: answers, evaluations and prices hold for those and no others. Refused are
/// ids that say so themselves (<c>latest</c>, <c>auto</c>, …), bare names of families of which the catalogue or the list below knows a pinned one,
/// and bare names of OpenAI's chat models, which all have dated ones. Names that nobody here knows are taken as they are: a house model has no date.
/// </summary>
internal static partial class PinnedModelId
{
    private const int Longest = 200;

    // Family → an id of it that is pinned. Only families whose provider publishes both.
    private static readonly Dictionary<string, string> s_families = new(StringComparer.OrdinalIgnoreCase)
    {
        ["claude-3-opus"] = "claude-3-opus-20240229",
        ["claude-3-haiku"] = "claude-3-haiku-20240307",
        ["claude-3-5-sonnet"] = "claude-3-5-sonnet-20241022",
        ["claude-3-5-haiku"] = "claude-3-5-haiku-20241022",
        ["claude-3-7-sonnet"] = "claude-3-7-sonnet-20250219",
        ["claude-sonnet-4"] = "claude-sonnet-4-20250514",
        ["claude-sonnet-4-0"] = "claude-sonnet-4-20250514",
        ["claude-opus-4"] = "claude-opus-4-20250514",
        ["claude-opus-4-0"] = "claude-opus-4-20250514",
        ["claude-opus-4-1"] = "claude-opus-4-1-20250805",
        ["claude-sonnet-4-5"] = "claude-sonnet-4-5-20250929",
        ["claude-haiku-4-5"] = "claude-haiku-4-5-20251001",
        ["claude-opus-4-5"] = "claude-opus-4-5-20251101",
        ["gemini-1.5-pro"] = "gemini-1.5-pro-002",
        ["gemini-1.5-flash"] = "gemini-1.5-flash-002",
        ["gemini-2.0-flash"] = "gemini-2.0-flash-001",
        ["gemini-2.0-flash-lite"] = "gemini-2.0-flash-lite-001",
        ["mistral-large"] = "mistral-large-2411",
        ["mistral-small"] = "mistral-small-2503",
        ["gpt-4o"] = "gpt-4o-2024-11-20",
        ["gpt-4o-mini"] = "gpt-4o-mini-2024-07-18",
        ["gpt-4.1"] = "gpt-4.1-2025-04-14",
        ["gpt-4.1-mini"] = "gpt-4.1-mini-2025-04-14",
        ["gpt-4.1-nano"] = "gpt-4.1-nano-2025-04-14",
        ["gpt-5"] = "gpt-5-2025-08-07",
        ["gpt-5-mini"] = "gpt-5-mini-2025-08-07",
        ["gpt-5-nano"] = "gpt-5-nano-2025-08-07",
        ["o1"] = "o1-2024-12-17",
        ["o3"] = "o3-2025-04-16",
        ["o3-mini"] = "o3-mini-2025-01-31",
        ["o4-mini"] = "o4-mini-2025-04-16",
        ["llama3"] = "llama3:8b-instruct-q4_K_M",
        ["llama3.1"] = "llama3.1:8b-instruct-q4_K_M",
        ["llama3.2"] = "llama3.2:3b-instruct-q4_K_M",
        ["llama3.3"] = "llama3.3:70b-instruct-q4_K_M",
        ["mistral"] = "mistral:7b-instruct-v0.3-q4_K_M",
        ["gemma2"] = "gemma2:9b-instruct-q4_K_M",
        ["gemma3"] = "gemma3:12b-it-q4_K_M",
        ["phi3"] = "phi3:3.8b-mini-4k-instruct-q4_K_M",
        ["qwen2.5"] = "qwen2.5:7b-instruct-q4_K_M",
    };

    /// <summary>Null when the id is pinned; else a sentence that says which id to use.</summary>
    public static Error? Check(ProviderKind kind, string modelId, PriceCatalogue catalogue)
    {
        if (modelId.Length is 0 or > Longest || modelId.Any(character => character is <= ' ' or > '~'))
        {
            return Error.Invalid("model_id", $"A model's id is one word of at most {Longest} plain characters.");
        }

        var family = Floating().Replace(modelId, "");
        if (family == modelId && !Automatic().IsMatch(modelId) && PinnedOf(kind, modelId, catalogue) is null && !OpenAiWithoutDate().IsMatch(modelId))
        {
            return null;
        }

        var advice = PinnedOf(kind, family, catalogue) is { } pinned
            ? $"Use {pinned}, or another one with a date."
            : "Use the id of one version: with a date, as claude-sonnet-4-5-20250929, or with a tag, as llama3.1:8b-instruct-q4_K_M.";
        return Error.Invalid("model_id_floating", $"“{modelId}” means another model from one day to the next, and with it other answers and prices. {advice}");
    }

    // The catalogue is newer than the list, and what it names has a price.
    private static string? PinnedOf(ProviderKind kind, string family, PriceCatalogue catalogue) =>
        family.Length == 0 ? null
        : catalogue.Models.Where(model => model.Provider == kind && IsDatedOf(family, model.Id)).MaxBy(model => model.Id, StringComparer.Ordinal)?.Id
            ?? s_families.GetValueOrDefault(family[(family.LastIndexOf('/') + 1)..]);

    private static bool IsDatedOf(string family, string id) =>
        id.StartsWith(family, StringComparison.OrdinalIgnoreCase) && Date().IsMatch(id.AsSpan(family.Length));

    [GeneratedRegex("[-:@](latest|default)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Floating();

    [GeneratedRegex("^(.*/)?(latest|default|auto)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Automatic();

    [GeneratedRegex(@"^[-@](\d{4}-\d{2}-\d{2}|\d{8})$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    // gpt-4-0613 and gpt-3.5-turbo-0125 are dated too; gpt-oss is a set of weights.
    [GeneratedRegex(@"^(openai/)?(chatgpt-|gpt-\d|o[1-9](?![a-z0-9]))(?!.*(\d{4}-\d{2}-\d{2}|-\d{4}(?!\d)))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OpenAiWithoutDate();
}
