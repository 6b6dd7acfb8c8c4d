namespace AiStudio.Features.Models.Aliases;

/// <summary>One model behind an alias, as it is shown and saved.</summary>
/// <param name="ConnectionId">At which provider connection.</param>
/// <param name="ModelId">The pinned id.</param>
/// <param name="Weight">Its share of first tries where the alias is weighted; 0–1,000.</param>
public sealed record AliasCandidate(Guid ConnectionId, string ModelId, int Weight = 1);
