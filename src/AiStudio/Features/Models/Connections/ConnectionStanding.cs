using AiStudio.Features.Models.Health;

namespace AiStudio.Features.Models.Connections;

/// <summary>A connection and how it is doing.</summary>
/// <param name="Connection">What it is.</param>
/// <param name="Check">What the last check showed; null when it was never checked.</param>
/// <param name="Models">The models behind aliases that it serves.</param>
public sealed record ConnectionStanding(ConnectionView Connection, ConnectionCheck? Check, IReadOnlyList<ModelFigures> Models)
{
    public bool Serves => Connection.DisabledAt is null;
}
