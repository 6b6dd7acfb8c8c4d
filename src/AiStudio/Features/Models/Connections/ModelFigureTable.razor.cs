using System.Globalization;
using AiStudio.Features.Models.Health;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Statistics;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Connections;

/// <summary>The live figures of a connection's models.</summary>
public sealed partial class ModelFigureTable
{
    [Parameter, EditorRequired]
    public ConnectionView Connection { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<ModelFigures> Models { get; set; } = [];

    private static string Look(BreakerState state) => state switch
    {
        BreakerState.Open => "failed",
        BreakerState.HalfOpen => "canary",
        _ => "ok",
    };

    private static string Words(BreakerState state) => state switch
    {
        BreakerState.Open => "Open: left alone",
        BreakerState.HalfOpen => "Half open: one call decides",
        _ => "Closed: calls go through",
    };

    private static string Failures(RouteReading reading) => reading.Failures == 0
        ? "none"
        : string.Join(", ", reading.Errors.OrderByDescending(error => error.Value)
            .Select(error => string.Create(CultureInfo.InvariantCulture, $"{CheckWording.Of(error.Key)} {100.0 * error.Value / reading.Attempts:0.#} %")));
}
