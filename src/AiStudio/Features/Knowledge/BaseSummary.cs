namespace AiStudio.Features.Knowledge;

/// <summary>A knowledge base as a list shows it.</summary>
public sealed record BaseSummary(Guid Id, string Name, string Description, int Documents, int Chunks);
