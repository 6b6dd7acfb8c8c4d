using System.Text.RegularExpressions;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Models.Aliases;

/// <summary>What an alias may be.</summary>
internal sealed partial class AliasRules(PriceCatalogue catalogue)
{
    public const int MostCandidates = 20;
    public const int HighestWeight = 1_000;

    /// <summary>The first thing that is wrong, or null.</summary>
    /// <param name="draft">The alias.</param>
    /// <param name="kinds">The organization's connections and what they speak.</param>
    public Error? Check(AliasDraft draft, IReadOnlyDictionary<Guid, ProviderKind> kinds)
    {
        if (!Name().IsMatch(draft.Name))
        {
            return Error.Invalid("alias_name", "A name has 1 to 50 lower-case letters, digits and hyphens, and begins with a letter.");
        }

        if (draft.Answer.Count == 0)
        {
            return Error.Invalid("alias_empty", "An alias needs at least one model that answers.");
        }

        if (draft.Name == ModelAlias.Embedding && (draft.ContextOverflow.Count > 0 || draft.ContentRefusal.Count > 0))
        {
            return Error.Invalid("alias_embedding", "Embeddings have no models for long messages or refused content.");
        }

        if (draft.Strategy == RoutingStrategy.Weighted && draft.Answer.All(candidate => candidate.Weight == 0))
        {
            return Error.Invalid("alias_weights", "One model at least needs a weight above 0.");
        }

        return Enum.GetValues<CandidateList>().Select(list => Check(draft[list], kinds)).FirstOrDefault(problem => problem is not null);
    }

    private Error? Check(IReadOnlyList<AliasCandidate> candidates, IReadOnlyDictionary<Guid, ProviderKind> kinds)
    {
        if (candidates.Count > MostCandidates)
        {
            return Error.OverLimit("alias_candidates", $"A list has at most {MostCandidates} models.");
        }

        foreach (var candidate in candidates)
        {
            if (!kinds.TryGetValue(candidate.ConnectionId, out var kind))
            {
                return Error.NotFound("no_connection", "There is no such connection.");
            }

            if (PinnedModelId.Check(kind, candidate.ModelId, catalogue) is { } floating)
            {
                return floating;
            }

            if (candidate.Weight is < 0 or > HighestWeight)
            {
                return Error.Invalid("alias_weights", $"A weight is a whole number from 0 to {HighestWeight}.");
            }
        }

        return candidates.GroupBy(candidate => (candidate.ConnectionId, candidate.ModelId)).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? Error.Invalid("alias_twice", $"{twice.Key.ModelId} stands twice in one list.")
            : null;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,49}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
