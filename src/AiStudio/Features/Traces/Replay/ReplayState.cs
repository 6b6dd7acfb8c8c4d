namespace AiStudio.Features.Traces.Replay;

public enum ReplayState
{
    Waiting,
    Done,
    Failed,
}
