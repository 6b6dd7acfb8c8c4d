namespace AiStudio.Features.Chat.Turns;

internal enum TurnState
{
    Running,
    Completed,
    Stopped,
    Interrupted,
    Failed,
}
