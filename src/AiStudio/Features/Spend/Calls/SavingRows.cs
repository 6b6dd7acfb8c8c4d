using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Overview;

namespace AiStudio.Features.Spend.Calls;

/// <summary>How a list tells which calls saved something, and how much. Each row is exact, to the millionth of a nano-dollar: cut at their end, they add up to the figure.</summary>
/// <param name="Join">What has to be joined.</param>
/// <param name="Where">Which calls.</param>
/// <param name="Saved">How much.</param>
internal sealed record SavingRows(string Join, string Where, string Saved)
{
    /// <summary>Named queries that the others use.</summary>
    public string With { get; private init; } = "";

    /// <summary>Of what the calls are read one by one, each with an index of its own, before they are put in their order; null where they are read at once.</summary>
    public string? Each { get; private init; }

    private static readonly SavingRows s_nothing = new("", "true", "null::numeric");

    /// <summary>Of <c>call c</c>. What was answered again has an index.</summary>
    public static SavingRows OfCalls(CallSaving? saving, SpendQuery query, Guid organization) => saving switch
    {
        CallSaving.Exact => new("", "c.cache_kind is not null and c.cache_kind = 'exact'", "c.saved_nano_usd::numeric"),
        CallSaving.Similar => new("", "c.cache_kind is not null and c.cache_kind = 'semantic'", "c.saved_nano_usd::numeric"),
        CallSaving.Routing => Routed(query.Value(organization)),
        _ => s_nothing,
    };

    /// <summary>Of <c>ledger_entry e</c>. What was read from a prompt cache, or written to it, has an index.</summary>
    public static SavingRows OfEntries(CallSaving? saving, SpendQuery query, string zone) => saving is CallSaving.Prompt ? Prompted(query.Value(zone)) : s_nothing;

    private static SavingRows Routed(string org) => new(
        "", $"routed.priced and {RoutedCalls.OfPair}",
        "(coalesce(c.input_tokens, 0)::numeric * routed.input_price + coalesce(c.output_tokens, 0)::numeric * routed.output_price) * 0.000001 - c.cost_nano_usd")
    {
        With = $"with recursive {RoutedCalls.Pairs(org)}",
        Each = "routed",
    };

    // At the price in force when the day of the entry ended: the sums of days go by it.
    private static SavingRows Prompted(string zone) => new(
        $"""
        left join lateral (
          select (e.cached_input_tokens::numeric * (p.input_nano_per_million - p.cached_input_nano_per_million)
                  - e.cache_write_tokens::numeric * (p.cache_write_nano_per_million - p.input_nano_per_million)) * 0.000001 as nano_usd
          from provider_connection k join model_price p on p.org_id = k.org_id and p.provider_kind = k.kind and p.model_id = e.model_id
          where k.org_id = e.org_id and k.name = e.provider and p.effective_from < first_instant(((e.created_at at time zone {zone})::date + 1)::timestamp, {zone})
          order by p.effective_from desc limit 1) saved on true
        """,
        "(e.cached_input_tokens > 0 or e.cache_write_tokens > 0)", "saved.nano_usd");
}
