using AiStudio.Gateway.Routing.Breakers;

namespace AiStudio.Gateway.Routing.Statistics;

/// <summary>How one model at one connection has served lately, as this node saw it.</summary>
public sealed record RouteReading
{
    /// <summary>How far back the figures reach: the last five minutes, give or take a slice of them.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The tries that ended, retries included; those that the caller cut are left out.</summary>
    public required int Attempts { get; init; }

    /// <summary>The tries that failed, by the code of the <see cref="GatewayError"/>; codes that did not occur are left out.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>How long the answers took, from asking to the end; <see langword="null"/> when there was none.</summary>
    public Percentiles? Total { get; init; }

    /// <summary>How long the first token of a stream took; <see langword="null"/> when there was none.</summary>
    public Percentiles? FirstToken { get; init; }

    /// <summary>Tries that run now at the connection, whatever the model.</summary>
    public required int Running { get; init; }

    /// <summary>Calls that wait for a place at the connection, whatever the model.</summary>
    public required int Waiting { get; init; }

    /// <summary>How its circuit breaker stands.</summary>
    public required BreakerReading Breaker { get; init; }

    /// <summary>How many tries failed.</summary>
    public int Failures => Errors.Values.Sum();
}
