namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What stays in one arm.</summary>
public enum ExperimentUnit
{
    User,
    Conversation,
    Organization,
}
