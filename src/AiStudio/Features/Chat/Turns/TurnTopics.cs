namespace AiStudio.Features.Chat.Turns;

/// <summary>What nodes tell one another about turns; the payload is the turn's id.</summary>
internal static class TurnTopics
{
    public const string Event = "turn_event";
    public const string Stop = "turn_stop";
}
