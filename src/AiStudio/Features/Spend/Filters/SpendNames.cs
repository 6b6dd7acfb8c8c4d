using AiStudio.Features.Spend.Overview;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Filters;

/// <summary>What people call the keys of a dimension.</summary>
internal sealed class SpendNames
{
    /// <summary>Others are reached by their names in tables.</summary>
    private const int MostPeople = 500;

    private readonly Dictionary<string, string> _names = [];

    /// <summary>
    /// Every feature, model and connection that money was spent on in the days, tiers, the first people by name, keys that are not long gone, units, purposes; and what the filter names.
    /// </summary>
    public static async Task<SpendChoice[]> ChoicesAsync(StudioDb db, SpendPeriod period, SpendFilter filter, CancellationToken cancellationToken)
    {
        var (org, from, to) = (db.Scope.OrganizationId, period.From, period.To);
        var rows = await db.Database.SqlQuery<Row>($"""
            with spent as materialized (
              select distinct feature, model_id, provider from spend_of_models where org_id = {org} and day between {from} and {to})
            select 'feature' as "Dimension", feature as "Key", feature as "Name" from (select distinct feature from spent) f
            union all select 'model', model_id, model_id from (select distinct model_id from spent) m
            union all select 'provider', provider, provider from (select distinct provider from spent) p
            union all select 'tier', t.tier, t.tier from (select distinct tier from membership where org_id = {org}) t
            union all (select 'user', m.user_id::text, u.display_name from membership m join app_user u on u.id = m.user_id where m.org_id = {org} order by lower(u.display_name) limit {MostPeople})
            union all select 'key', k.id::text, k.name from api_key k where k.org_id = {org} and (k.revoked_at is null or k.revoked_at > now() - interval '1 year')
            union all select 'unit', n.id::text, n.name || case when n.archived_at is null then '' else ' (archived)' end from organization_unit n where n.org_id = {org}
            """).ToListAsync(cancellationToken);
        var choices = rows.Where(row => row.Key.Length > 0).Select(row => new SpendChoice(Enum.Parse<SpendDimension>(row.Dimension, ignoreCase: true), row.Key, row.Name)).ToList();
        choices.AddRange(Enum.GetValues<SpendPurpose>().Select(purpose => new SpendChoice(SpendDimension.Purpose, SpendWords.Key(purpose), SpendWords.Purpose(purpose))));
        var named = filter.Values.Concat(filter.Except.Select(left => (left.Dimension, Value: (string?)left.Value)));
        foreach (var (dimension, value) in named.Where(value => value.Value is not (null or SpendFilter.None) && !choices.Exists(choice => choice.Dimension == value.Dimension && choice.Key == value.Value)).ToList())
        {
            var names = new SpendNames();
            await names.AddAsync(db, dimension, [value!], cancellationToken);
            choices.Add(new SpendChoice(dimension, value!, names.Of(dimension, value!)));
        }

        return [.. choices.OrderBy(choice => choice.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Looks the names of <paramref name="keys"/> up; ids of a dimension without names are their own.</summary>
    public async Task AddAsync(StudioDb db, SpendDimension dimension, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var org = db.Scope.OrganizationId;
        var ids = keys.Select(key => Guid.TryParse(key, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty && !_names.ContainsKey(id.ToString())).Distinct().ToArray();
        if (ids.Length == 0 || dimension is not (SpendDimension.User or SpendDimension.Key or SpendDimension.Unit))
            return;
        var named = dimension switch
        {
            SpendDimension.User => db.Database.SqlQuery<Named>($"""select m.user_id as "Id", u.display_name as "Name" from membership m join app_user u on u.id = m.user_id where m.org_id = {org} and m.user_id = any({ids})"""),
            SpendDimension.Key => db.Database.SqlQuery<Named>($"""select id as "Id", name as "Name" from api_key where org_id = {org} and id = any({ids})"""),
            _ => db.Database.SqlQuery<Named>($"""select id as "Id", name as "Name" from organization_unit where org_id = {org} and id = any({ids})"""),
        };
        foreach (var row in await named.ToListAsync(cancellationToken))
            _names[row.Id.ToString()] = row.Name;
    }

    /// <summary>The name of one key; one that is not known is gone.</summary>
    public string Of(SpendDimension dimension, string key) => dimension switch
    {
        _ when key is "" or SpendFilter.None => Nothing(dimension),
        SpendDimension.User => _names.GetValueOrDefault(key, "Somebody who is gone"),
        SpendDimension.Key => _names.GetValueOrDefault(key, "A key that is gone"),
        SpendDimension.Unit => _names.GetValueOrDefault(key, "A unit that is gone"),
        SpendDimension.Purpose when Enum.TryParse<SpendPurpose>(key, ignoreCase: true, out var purpose) => SpendWords.Purpose(purpose),
        _ => key,
    };

    private static string Nothing(SpendDimension dimension) => dimension switch
    {
        SpendDimension.Feature => "No feature",
        SpendDimension.Model => "No model answered",
        SpendDimension.Provider => "No provider answered",
        SpendDimension.Tier or SpendDimension.User => "No person",
        SpendDimension.Key => "No API key",
        _ => "No unit",
    };

    private sealed record Row(string Dimension, string Key, string Name);

    private sealed record Named(Guid Id, string Name);
}
