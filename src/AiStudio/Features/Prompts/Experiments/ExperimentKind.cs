namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Who set the weights.</summary>
public enum ExperimentKind
{
    /// <summary>People: frozen once it runs.</summary>
    Ab,

    /// <summary>The promotion that it belongs to: they move with its steps.</summary>
    Canary,
}
