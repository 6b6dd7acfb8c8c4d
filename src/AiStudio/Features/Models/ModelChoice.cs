namespace AiStudio.Features.Models;

/// <summary>A model that a person can choose: the alias to ask for, and what stands behind it.</summary>
internal sealed record ModelChoice(string Name, string Description);
