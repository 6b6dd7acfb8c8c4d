using System.Globalization;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Calls;

/// <summary>Which calls are meant.</summary>
/// <param name="Spend">By what they cost whom.</param>
/// <param name="Ending">How they ended; then also those that were never charged, by the time they began.</param>
/// <param name="ErrorCode">Why they did not end well; as <paramref name="Ending"/>.</param>
/// <param name="Budget">The budget that refused them, of those since budgets say so; as <paramref name="Ending"/>.</param>
public sealed record CallFilter(SpendFilter Spend, string? Ending, string? ErrorCode, Guid? Budget = null)
{
    /// <summary>How nearly all calls end.</summary>
    public const string Completed = "completed";

    /// <summary>How calls end.</summary>
    public static readonly IReadOnlyList<string> Endings = [Completed, "stopped", "abandoned", "interrupted", "failed", "refused", "lost"];

    /// <summary>This call alone; as <see cref="Ending"/>.</summary>
    public Guid? Call { get; init; }

    /// <summary>From this instant on, where whole days are too much. Nothing without <see cref="Until"/>; then the days do not matter.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Those that cost less, and how much less; goes with no other of these.</summary>
    public CallSaving? Saved { get; init; }

    /// <summary>Whether it is asked how they ended, and not what was charged.</summary>
    public bool ByOutcome => Ending is not null || ErrorCode is not null || Budget is not null || Call is not null;

    /// <summary>Whether the records of calls are read, and not the ledger. A prompt that a provider knew was charged; what was answered again or elsewhere is told by its record.</summary>
    public bool ByRecord => ByOutcome || Saved is CallSaving.Exact or CallSaving.Similar or CallSaving.Routing;

    /// <summary>What stands in the address besides the spend and holds on other days too.</summary>
    public (string Name, string? Value)[] Lasting => [("ending", Ending), ("error", ErrorCode), ("budget", Budget?.ToString()), ("saved", Saved is { } saved ? NameOf(saved) : null)];

    /// <summary>All that stands in the address besides the spend.</summary>
    public (string Name, string? Value)[] More => [.. Lasting, ("call", Call?.ToString()), ("since", Written(Since)), ("until", Written(Until))];

    /// <summary>Something in it that is not what it should be.</summary>
    internal Error? Problem { get; private init; }

    /// <summary>What a saving is called in an address.</summary>
    public static string NameOf(CallSaving saving) => saving.ToString().ToLowerInvariant();

    public static CallFilter Of(IQueryCollection query)
    {
        // The form of the page carries what stood in its address before what is chosen in it.
        string? Text(string name) => query[name].LastOrDefault() is { Length: > 0 } text ? text : null;
        DateTimeOffset? Instant(string name) =>
            DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at.Year is > 1970 and < 9999 ? at : null;

        var spend = SpendFilter.Of(query);
        var (since, until) = (Instant("since"), Instant("until"));
        var call = Guid.TryParse(Text("call"), out var id) ? id : (Guid?)null;
        var saved = Enum.GetValues<CallSaving>().Cast<CallSaving?>().FirstOrDefault(saving => NameOf(saving!.Value) == Text("saved"));
        return new CallFilter(call is null || (spend.From ?? spend.To) is not null ? spend : Around(spend, id), Text("ending"), Text("error"), Guid.TryParse(Text("budget"), out var budget) ? budget : null)
        {
            Call = call,
            Since = since,
            Until = until,
            Saved = saved,
            Problem = spend.Problem
                ?? (Text("call") is not null && call is null ? Error.Invalid("id_invalid", "“call” is an id.") : null)
                ?? ((Text("since") ?? Text("until")) is not null && !(since < until && until - since <= TimeSpan.FromDays(SpendPeriod.MostDays + 1))
                    ? Error.Invalid("instant_invalid", $"“since” and “until” are instants, written as in 2026-11-20T14:00:00Z, the first before the second and at most {SpendPeriod.MostDays} days apart.")
                    : null)
                ?? (Text("saved") is not null && saved is null ? Error.Invalid("saving_invalid", "“saved” is prompt, exact, similar or routing.") : null)
                ?? (saved is not null && Array.Exists(["ending", "error", "budget", "call", "since", "until"], name => Text(name) is not null)
                    ? Error.Invalid("saving_mixed", "What was saved is told by days and by whose calls they were, and not together with how they ended.")
                    : null),
        };
    }

    // The id of a call tells when it began. Wherever that is, its day is at most one off the one in UTC.
    private static SpendFilter Around(SpendFilter spend, Guid call)
    {
        if (call.Version != 7)
            return spend;
        var milliseconds = Convert.ToInt64(call.ToString("N")[..12], 16);
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(Math.Min(milliseconds, (long)TimeSpan.FromDays(80_000).TotalMilliseconds)));
        return spend.Between(day.AddDays(-1), day.AddDays(1));
    }

    private static string? Written(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
