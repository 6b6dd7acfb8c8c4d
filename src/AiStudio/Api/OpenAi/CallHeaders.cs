using System.Globalization;
using AiStudio.Gateway;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Platform;

namespace AiStudio.Api.OpenAi;

/// <summary>What an answer's headers tell about the calls behind it.</summary>
internal static class CallHeaders
{
    public const string CallId = "x-aistudio-call-id";
    public const string Model = "x-aistudio-model";
    public const string Cache = "x-aistudio-cache";
    public const string Attempts = "x-aistudio-attempts";
    public const string CostUsd = "x-aistudio-cost-usd";
    public const string InputTokens = "x-aistudio-input-tokens";
    public const string OutputTokens = "x-aistudio-output-tokens";
    public const string OutputLimit = "x-aistudio-output-limit";
    public const string OverheadMs = "x-aistudio-overhead-ms";
    public const string BudgetLeftUsd = "x-aistudio-budget-left-usd";

    /// <summary>Under which the answer to a chat can be watched again.</summary>
    public const string TurnId = "x-turn-id";

    /// <summary>What is known before the first token of a stream.</summary>
    /// <param name="headers">Of the answer.</param>
    /// <param name="calls">The call; where several answers are given, that of each: the first of them is named, limits are those of all together.</param>
    public static void WriteStart(IHeaderDictionary headers, params IReadOnlyList<GatewayCall> calls)
    {
        var first = calls[0];
        headers[CallId] = first.Id.ToString();
        if ((first.Served?.ModelId ?? first.CacheHit?.ModelId) is { } model)
            headers[Model] = model;
        headers[Cache] = first.CacheHit is { } hit ? (hit.Kind == CacheKind.Exact ? "exact" : "semantic") : "none";
        // Shorter than was asked for, because the money does not reach further.
        if (calls.Where(call => call.OutputClamped).Min(call => call.MaxOutputTokens) is { } limit)
            headers[OutputLimit] = limit.ToString(CultureInfo.InvariantCulture);
        // Of the caller's budgets the tightest one's, as whoever held last found it. Before its end a call's own hold counts as spent.
        if (calls.Min(call => call.Hold?.LeftNanoUsd) is { } left)
            headers[BudgetLeftUsd] = Dollars(Math.Max(0, left + calls.Sum(call => call is { Hold: { } hold, CostNanoUsd: { } cost } ? hold.AmountNanoUsd - cost : 0)));
    }

    /// <summary>What a stream tells besides: how it came to its first token, and our own milliseconds until then.</summary>
    /// <param name="headers">Of the answer.</param>
    /// <param name="calls">Each has something to say, or is over.</param>
    /// <param name="elapsed">How long the request took until now.</param>
    public static void WriteFirstToken(IHeaderDictionary headers, IReadOnlyList<GatewayCall> calls, TimeSpan elapsed)
    {
        headers[Attempts] = calls.Sum(call => call.FirstToken?.Attempt ?? 0).ToString(CultureInfo.InvariantCulture);
        headers[OverheadMs] = Milliseconds(elapsed - calls.Max(call => call.FirstToken?.AtProviders ?? TimeSpan.Zero));
    }

    /// <summary>What is known at the end.</summary>
    /// <param name="headers">Headers of a whole answer, trailers of a stream.</param>
    /// <param name="calls">The call, and the one that mended it if there was one; of each answer where there are several.</param>
    /// <param name="elapsed">How long the request took until now.</param>
    public static void WriteEnd(IHeaderDictionary headers, IReadOnlyCollection<GatewayCall> calls, TimeSpan elapsed)
    {
        headers[Attempts] = calls.Sum(call => call.Attempts.Count).ToString(CultureInfo.InvariantCulture);
        headers[CostUsd] = Dollars(calls.Sum(call => call.CostNanoUsd ?? 0));
        headers[InputTokens] = calls.Sum(call => call.Usage?.InputTokens ?? 0).ToString(CultureInfo.InvariantCulture);
        headers[OutputTokens] = calls.Sum(call => call.Usage?.OutputTokens ?? 0).ToString(CultureInfo.InvariantCulture);
        // Answers are made side by side: the one that took longest is what was waited for.
        headers[OverheadMs] = Milliseconds(elapsed - calls.GroupBy(call => call.Choice).Max(AtProviders));
    }

    private static TimeSpan AtProviders(IEnumerable<GatewayCall> calls) =>
        calls.SelectMany(call => call.Attempts).Aggregate(TimeSpan.Zero, (sum, attempt) => sum + attempt.Duration);

    private static string Milliseconds(TimeSpan ours) => Math.Max(0, ours.TotalMilliseconds).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Dollars(long nanoUsd) => NanoUsd.ToUsd(nanoUsd).ToString("0.#########", CultureInfo.InvariantCulture);
}
