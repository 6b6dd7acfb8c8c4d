namespace AiStudio.Features.Chat.Turns;

/// <summary>The turn is no longer this node's: its lease ran out and another node closed it, or it was deleted.</summary>
internal sealed class TurnLostException() : Exception("The turn was closed elsewhere.");
