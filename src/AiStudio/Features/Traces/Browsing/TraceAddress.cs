using System.Globalization;
using AiStudio.Platform;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>A filter as it stands in an address, by the names that pages about spending use too.</summary>
internal static class TraceAddress
{
    public const int DefaultDays = 7;


    private static readonly string[] s_texts = ["feature", "model", "provider", "ending", "error", "failedAt", "failedOn", "attempt", "rating", "q"];

    /// <summary>The filter without the place in its list; empty for none.</summary>
    public static string QueryOf(string address)
    {
        var named = QueryHelpers.ParseQuery(new Uri(address).Query).Where(pair => pair.Key != "after" && !string.IsNullOrWhiteSpace(pair.Value)).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        return QueryHelpers.AddQueryString("", named).TrimStart('?');
    }

    /// <summary>Errors: <c>filter_invalid</c> (invalid).</summary>
    public static Result<TraceFilter> FilterOf(string address, DateTimeOffset now) => FilterOfQuery(new Uri(address).Query, now);

    /// <summary>Errors: <c>filter_invalid</c> (invalid).</summary>
    public static Result<TraceFilter> FilterOfQuery(string query, DateTimeOffset now)
    {
        var named = QueryHelpers.ParseQuery(query);
        return FilterOf(name => named.TryGetValue(name, out var value) ? value.ToString() : null, now);
    }

    /// <param name="value">What a name says; null for nothing.</param>
    /// <param name="now">Where the last days end.</param>
    public static Result<TraceFilter> FilterOf(Func<string, string?> value, DateTimeOffset now)
    {
        string? Text(string name) => value(name)?.Trim() is { Length: > 0 and <= 200 } text ? text : null;
        if (Array.Exists(s_texts, name => value(name)?.Contains('\0', StringComparison.Ordinal) == true))
            return Invalid("A part of the address holds a character that is no text.");
        if (!Read(Text("from"), Day, out var from) || !Read(Text("to"), Day, out var to))
            return Invalid("A day is written as 2026-11-21.");
        if (!Read(Text("user"), Id, out var user) || !Read(Text("key"), Id, out var key) || !Read(Text("assistant"), Id, out var assistant) || !Read(Text("prompt"), Id, out var prompt))
            return Invalid("People, keys, assistants and prompt versions are named by their ids.");
        if (!Read(Text("since"), Instant, out var since) || !Read(Text("until"), Instant, out var until))
            return Invalid("A time is written as 2026-11-21T08:00Z.");
        if (!Read(Text("answer"), Fault, out var answer))
            return Invalid("Answers are looked for that are declined or unverified.");
        if (!Read(Text("slow"), Seconds, out var slow) || !Read(Text("first"), Seconds, out var first) || !Read(Text("cost"), Dollars, out var cost))
            return Invalid("“Took at least” and “first token after” are seconds, “cost at least” dollars, all as numbers.");
        var (earliest, latest) = Span(Text("q"), now);
        return new TraceFilter
        {
            From = since ?? earliest,
            To = until ?? latest,
            ToTheMinute = since is not null || until is not null,
            FirstDay = from,
            LastDay = to,
            UserId = user,
            ApiKeyId = key,
            AssistantId = assistant,
            PromptVersionId = prompt,
            Feature = Text("feature"),
            Model = Text("model"),
            Provider = Text("provider"),
            Endings = Text("ending")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Error = Text("error"),
            FailedAt = Text("failedAt"),
            FailedOn = Text("failedOn"),
            Attempt = Text("attempt"),
            Cached = Text("cached") is not null,
            Answer = answer,
            SlowMs = slow,
            FirstMs = first,
            CostNanoUsd = cost,
            Rating = Text("rating") switch { "down" => -1, "up" => 1, _ => null },
            Words = Text("q"),
        };
    }

    // An id says itself when it was made, and a W3C trace has an index of its own.
    private static (DateTimeOffset From, DateTimeOffset To) Span(string? words, DateTimeOffset now) =>
        TraceFilter.IdOf(words) is { } id && CallTime.Of(id) is { } span ? span
        : (TraceFilter.TraceIdOf(words) is null ? now.AddDays(-DefaultDays) : DateTimeOffset.UnixEpoch, now.AddMinutes(1));

    private static bool Read<T>(string? text, Func<string, T?> parse, out T? value)
        where T : struct
    {
        value = text is null ? null : parse(text);
        return text is null || value is not null;
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999 ? day : null;

    private static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 1970 and < 9999 ? at : null;

    private static AnswerFault? Fault(string text) => text switch { "declined" => AnswerFault.Declined, "unverified" => AnswerFault.Unverified, _ => null };

    private static Guid? Id(string text) => Guid.TryParse(text, out var id) ? id : null;

    private static int? Seconds(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 100_000 ? (int)(seconds * 1_000) : null;

    private static long? Dollars(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && dollars <= 1_000_000 ? NanoUsd.FromUsd(dollars) : null;

    private static Error Invalid(string message) => Error.Invalid("filter_invalid", message);
}
