using System.Text.Json;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>Which recorded calls are asked again: those that the list of traces shows for the same query.</summary>
/// <param name="Query">The query string of the list, without the question mark.</param>
/// <param name="Most">How many at most, the latest first: 1 to 1,000.</param>
internal sealed record BacktestFilter(string Query, int Most)
{
    public const int Limit = 1_000;
    public const int LongestQuery = 2_000;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Null for a backtest of before the list's filter could be taken.</summary>
    public static BacktestFilter? Read(string json) => JsonSerializer.Deserialize<BacktestFilter>(json, JsonSerializerOptions.Web) is { Query: not null } filter ? filter : null;
}
