using System.Globalization;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Filters;

/// <summary>A statement over spend that a filter narrows. Values go as parameters; the text is ours alone.</summary>
/// <param name="db">Of the organization.</param>
/// <param name="rows">How the rows call what a filter names.</param>
/// <param name="locked">The month in whose units and tiers people count; null: in those they have now.</param>
internal sealed class SpendQuery(StudioDb db, SpendColumns rows, DateOnly? locked = null)
{
    private readonly List<object> _values = [];

    /// <summary>A parameter; what stands for it in the text.</summary>
    public string Value(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"{{{_values.Count - 1}}}");
    }

    /// <summary>The tenant's rows that the filter admits, days apart.</summary>
    public string Where(SpendFilter filter)
    {
        var org = Value(db.Scope.OrganizationId);
        var conditions = new List<string> { $"{rows.Organization} = {org}" };
        void Equal(string column, string? wanted)
        {
            if (wanted is not null)
                conditions.Add($"{column} = {Value(wanted == SpendFilter.None ? "" : wanted)}");
        }

        void Identity(string column, string? wanted)
        {
            if (wanted is not null)
                conditions.Add($"{column} = {Value(wanted == SpendFilter.None ? Guid.Empty : Guid.Parse(wanted))}");
        }

        Equal(rows.Feature, filter.Feature);
        Equal(rows.Model, filter.Model);
        Equal(rows.Provider, filter.Provider);
        Equal(rows.Purpose, filter.Purpose);
        Identity(rows.User, filter.User);
        Identity(rows.Key, filter.Key);
        var places = (filter.Unit ?? filter.Tier) is null ? "" : Places();
        if (filter.Unit is { } unit)
        {
            conditions.Add(unit == SpendFilter.None
                ? $"{rows.User} not in (select m.user_id from {places} m where m.org_id = {org} and m.unit_id is not null)"
                : $"{rows.User} in (select m.user_id from {places} m where m.org_id = {org} and m.unit_id = {Value(Guid.Parse(unit))})");
        }

        if (filter.Tier is { } tier)
        {
            conditions.Add(tier == SpendFilter.None
                ? $"{rows.User} not in (select m.user_id from {places} m where m.org_id = {org})"
                : $"{rows.User} in (select m.user_id from {places} m where m.org_id = {org} and m.tier = {Value(tier)})");
        }

        conditions.AddRange(filter.Except.GroupBy(left => left.Dimension, left => left.Value).Select(left => Without(left.Key, [.. left], org)));
        return string.Join(" and ", conditions);
    }

    /// <summary>The key of a row in a dimension, as text; empty for none.</summary>
    public string KeyOf(SpendDimension dimension) => dimension switch
    {
        SpendDimension.Feature => rows.Feature,
        SpendDimension.Model => rows.Model,
        SpendDimension.Provider => rows.Provider,
        SpendDimension.User => $"coalesce(nullif({rows.User}, '{Guid.Empty}')::text, '')",
        SpendDimension.Key => $"coalesce(nullif({rows.Key}, '{Guid.Empty}')::text, '')",
        SpendDimension.Purpose => rows.Purpose,
        SpendDimension.Tier => "coalesce(person.tier, '')",
        _ => "coalesce(person.unit_id::text, '')",
    };

    private string Without(SpendDimension dimension, string[] values, string org)
    {
        string Texts() => Value(values.Select(value => value == SpendFilter.None ? "" : value).ToArray());
        string Ids() => Value(values.Select(value => value == SpendFilter.None ? Guid.Empty : Guid.Parse(value)).ToArray());
        // Who is in no unit, or nobody at all, is in none of those that have places.
        string Placed(string place, string left) => string.Join(" and ", [
            $"{rows.User} not in (select m.user_id from {Places()} m where m.org_id = {org} and {place} = any({left}))",
            .. values.Contains(SpendFilter.None) ? [$"{rows.User} in (select m.user_id from {Places()} m where m.org_id = {org} and {place} is not null)"] : Array.Empty<string>()]);
        return dimension switch
        {
            SpendDimension.User => $"{rows.User} <> all({Ids()})",
            SpendDimension.Key => $"{rows.Key} <> all({Ids()})",
            SpendDimension.Unit => Placed("m.unit_id", Ids()),
            SpendDimension.Tier => Placed("m.tier", Texts()),
            _ => $"{KeyOf(dimension)} <> all({Texts()})",
        };
    }

    /// <summary>What has to be joined for <see cref="KeyOf"/>.</summary>
    public string JoinFor(SpendDimension dimension) => dimension is SpendDimension.Tier or SpendDimension.Unit
        ? $"left join {Places()} person on person.org_id = {rows.Organization} and person.user_id = {rows.User}"
        : "";

    /// <summary>Who is in which unit and on which tier: rows of <c>org_id</c>, <c>user_id</c>, <c>unit_id</c> and <c>tier</c>.</summary>
    public string Places() => locked is { } month ? $"(select * from month_place where month = {Value(month)})" : "membership";

    public Task<List<T>> ListAsync<T>(string sql, CancellationToken cancellationToken) => db.Database.SqlQueryRaw<T>(sql, [.. _values]).ToListAsync(cancellationToken);
}
