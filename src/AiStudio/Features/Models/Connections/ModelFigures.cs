using AiStudio.Gateway.Routing.Statistics;

namespace AiStudio.Features.Models.Connections;

/// <summary>One model at a connection, as this node saw it in the last five minutes.</summary>
public sealed record ModelFigures(string ModelId, RouteReading Reading);
