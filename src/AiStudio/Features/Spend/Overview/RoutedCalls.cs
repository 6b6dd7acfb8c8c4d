namespace AiStudio.Features.Spend.Overview;

/// <summary>
/// The calls that routing sent elsewhere: the same for the figure and for its rows. Few calls are, mostly, of many: which models answered for an alias is found by jumping from one to
/// the next in an index, and their calls are read by it, pair by pair.
/// </summary>
internal static class RoutedCalls
{
    private const string Answered = "c.cache_kind is null and c.served_model is not null and c.provider is not null";

    /// <summary>Which rows of <c>call c</c> belong to a row of <c>routed</c>.</summary>
    public const string OfPair = $"c.requested_model = routed.alias and c.served_model = routed.served_model and c.provider = routed.provider and {Answered}";

    /// <summary>
    /// Named queries for <c>with recursive</c>, the last of which is <c>routed</c>: rows of <c>alias</c>, the <c>served_model</c> and <c>provider</c> that answered for it and are not its first,
    /// <c>input_price</c> and <c>output_price</c> of its first at the price of today, in nano-dollars a million tokens, and whether both are <c>priced</c>.
    /// </summary>
    public static string Pairs(string org) => $"""
        first as materialized (
          select a.alias, m.model_id, k.name as provider, p.input_nano_per_million as input_price, p.output_nano_per_million as output_price
          from model_alias a
          join model_alias_candidate m on m.org_id = a.org_id and m.alias_id = a.id and m.list = 'answer'
          join provider_connection k on k.org_id = m.org_id and k.id = m.connection_id
          left join lateral (
            select * from model_price p where p.org_id = m.org_id and p.provider_kind = k.kind and p.model_id = m.model_id and p.effective_from <= now()
            order by p.effective_from desc limit 1) p on true
          where a.org_id = {org}
            and m.position = (select min(position) from model_alias_candidate o where o.org_id = m.org_id and o.alias_id = m.alias_id and o.list = 'answer')),
        answered as (
          select f.alias, n.served_model, n.provider from first f cross join lateral ({Next(org, "f.alias", "")}) n
          union all
          select p.alias, n.served_model, n.provider from answered p cross join lateral ({Next(org, "p.alias", " and (c.served_model, c.provider) > (p.served_model, p.provider)")}) n),
        routed as materialized (
          select n.alias, n.served_model, n.provider, f.input_price, f.output_price,
                 f.input_price is not null and exists (
                   select 1 from provider_connection k join model_price s on s.org_id = k.org_id and s.provider_kind = k.kind
                   where k.org_id = {org} and k.name = n.provider and s.model_id = n.served_model) as priced
          from answered n join first f on f.alias = n.alias and (n.served_model, n.provider) <> (f.model_id, f.provider))
        """;

    private static string Next(string org, string alias, string after) => $"""
        select c.served_model, c.provider from call c where c.org_id = {org} and c.requested_model = {alias} and {Answered}{after} order by c.served_model, c.provider limit 1
        """;
}
