namespace AiStudio.Features.Chat.Turns;

/// <summary>One thing a watcher of a turn sees. Numbers count from 1 without gaps; the last one carries <see cref="Finished"/>.</summary>
internal sealed record TurnEvent(int Number, TurnEventData Data)
{
    public string Kind => Data.Kind;
}
