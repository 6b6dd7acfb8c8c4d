namespace AiStudio.Features.Prompts.Experiments;

public enum ExperimentState
{
    Draft,
    Running,

    /// <summary>Everybody is answered with production; who was in which arm is still known when it goes on.</summary>
    Paused,
    Stopped,
}
