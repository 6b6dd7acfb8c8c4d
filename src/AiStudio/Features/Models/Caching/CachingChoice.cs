namespace AiStudio.Features.Models.Caching;

/// <summary>What a person sets for an assistant; see <see cref="AssistantCaching"/> for units and ranges.</summary>
internal sealed record CachingChoice(int KeepMinutes, bool Semantic, double Threshold, int RecheckPercent);
