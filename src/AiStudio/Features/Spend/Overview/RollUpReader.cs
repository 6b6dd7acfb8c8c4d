using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Spend.Overview;

/// <summary>Sums of the roll-up for one filter and period.</summary>
internal sealed class RollUpReader(StudioDb db, SpendPeriod period, SpendFilter filter)
{
    private readonly SpendPeriod _before = period.Previous;

    /// <summary>
    /// By one dimension, the dearest of both periods first; by feature and model, where that dimension is a matter of models and not of persons; and by purpose. In one pass.
    /// </summary>
    public async Task<(IReadOnlyList<SpendGroup> Groups, IReadOnlyList<SpendGroup> Pairs, IReadOnlyList<PurposeSpend> Purposes)> SumsAsync(
        SpendDimension by, CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Days, period.Locked);
        var ofModels = by is SpendDimension.Feature or SpendDimension.Model or SpendDimension.Provider;
        string[][] splits = ofModels ? [[query.KeyOf(by)], ["d.purpose"], ["d.feature", "d.model_id"]] : [[query.KeyOf(by)], ["d.purpose"]];
        var sums = await SumsAsync(query, SpendSource.Of(filter, by), query.JoinFor(by), _before, splits, cancellationToken);
        return (
            await NamedAsync(by, sums[0], cancellationToken),
            [
                .. sums[2].Select(row => new SpendGroup(
                    row.Second.Length == 0 ? $"{row.Key}, no model answered" : $"{row.Key} on {row.Second}",
                    filter with { Feature = SpendFilter.ValueOf(row.Key), Model = SpendFilter.ValueOf(row.Second) }, row.Sum)),
            ],
            [.. sums[1].Select(row => new PurposeSpend(Enum.Parse<SpendPurpose>(row.Key, ignoreCase: true), row.Sum)).OrderBy(row => row.Purpose)]);
    }

    /// <summary>By person, with what they cost before, and by feature and model without; the dearest first.</summary>
    public async Task<(IReadOnlyList<SpendGroup> People, IReadOnlyList<SpendGroup> Features, IReadOnlyList<SpendGroup> Models)> ListsAsync(CancellationToken cancellationToken)
    {
        var (persons, models) = (new SpendQuery(db, SpendColumns.Days, period.Locked), new SpendQuery(db, SpendColumns.Days, period.Locked));
        var people = await SumsAsync(persons, SpendSource.Of(filter, SpendDimension.User), "", _before, [[persons.KeyOf(SpendDimension.User)]], cancellationToken);
        var others = await SumsAsync(models, SpendSource.Of(filter, SpendDimension.Model), "", null, [["d.feature"], ["d.model_id"]], cancellationToken);
        return (
            await NamedAsync(SpendDimension.User, people[0], cancellationToken), await NamedAsync(SpendDimension.Feature, others[0], cancellationToken),
            await NamedAsync(SpendDimension.Model, others[1], cancellationToken));
    }

    /// <summary>Every day from <paramref name="first"/> to the end of the period, split into the groups of <paramref name="series"/> and the others.</summary>
    public async Task<IReadOnlyList<SpendDay>> DaysAsync(SpendDimension by, IReadOnlyList<SpendGroup> series, DateOnly first, CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Days, period.Locked);
        var keys = series.Select(group => group.Filter.Values.Single(value => value.Dimension == by).Value!).Select(value => value == SpendFilter.None ? "" : value).ToArray();
        var rows = await query.ListAsync<PartRow>($"""
            select d.day as "Day", coalesce(array_position({query.Value(keys)}, {query.KeyOf(by)}), {keys.Length + 1}) as "Part", sum(d.cost_nano_usd)::bigint as "CostNanoUsd"
            from {SpendSource.Of(filter, by).Table} d {query.JoinFor(by)}
            where {query.Where(filter)} and d.day between {query.Value(first)} and {query.Value(period.To)}
            group by 1, 2
            """, cancellationToken);
        var parts = rows.ToDictionary(row => (row.Day, row.Part), row => row.CostNanoUsd);
        return
        [
            .. Enumerable.Range(0, period.To.DayNumber - first.DayNumber + 1).Select(first.AddDays)
                .Select(day => new SpendDay(day, [.. Enumerable.Range(1, keys.Length + 1).Select(part => parts.GetValueOrDefault((day, part)))])),
        ];
    }

    /// <summary>What every day from <paramref name="first"/> to <paramref name="last"/> cost that cost anything.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, long>> CostsAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Days, period.Locked);
        var rows = await query.ListAsync<PartRow>($"""
            select d.day as "Day", 0 as "Part", sum(d.cost_nano_usd)::bigint as "CostNanoUsd"
            from {SpendSource.Of(filter).Table} d
            where {query.Where(filter)} and d.day between {query.Value(first)} and {query.Value(last)}
            group by 1
            having sum(d.cost_nano_usd) > 0
            """, cancellationToken);
        return rows.ToDictionary(row => row.Day, row => row.CostNanoUsd);
    }

    public async Task<PeopleFigures> PeopleAsync(CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Days, period.Locked);
        var own = await query.ListAsync<OwnRow>($"""
            select coalesce(sum(d.cost_nano_usd), 0)::bigint as "CostNanoUsd", count(distinct d.user_id) as "Users"
            from {SpendSource.Of(filter, SpendDimension.User).Table} d
            where {query.Where(filter)} and d.day between {query.Value(period.From)} and {query.Value(period.To)}
              and d.user_id <> {query.Value(Guid.Empty)} and d.purpose = 'people'
            """, cancellationToken);
        var (cost, users) = (own[0].CostNanoUsd, own[0].Users);
        if (!filter.IsOfPeople)
            return new PeopleFigures(cost, users, null, null);

        var said = new SpendQuery(db, SpendColumns.Messages, period.Locked);
        var messages = await said.ListAsync<long>($"""
            select coalesce(sum(u.messages), 0)::bigint as "Value" from message_use u
            where {said.Where(filter)} and u.day between {said.Value(period.From)} and {said.Value(period.To)}
            """, cancellationToken);
        var counted = new SpendQuery(db, SpendColumns.Conversations, period.Locked);
        var conversations = await counted.ListAsync<long>($"""
            select coalesce(sum(b.conversations), 0)::bigint as "Value"
            from conversations_begun(first_instant({counted.Value(period.From)}::timestamp, {counted.Value(period.Zone)}), first_instant(({counted.Value(period.To)} + 1)::timestamp, {counted.Value(period.Zone)})) b
            where {counted.Where(filter)}
            """, cancellationToken);
        return new PeopleFigures(cost, users, messages[0], conversations[0]);
    }

    // Each split has one or two columns of its own, which "offset 0" keeps apart where they are the same column.
    private async Task<ILookup<int, Row>> SumsAsync(
        SpendQuery query, SpendSource source, string join, SpendPeriod? before, string[][] splits, CancellationToken cancellationToken)
    {
        string[] Names(int split) => [.. splits[split].Select((_, at) => $"s{split}_{at}")];
        var all = Enumerable.Range(0, splits.Length).ToList();
        var second = all.SelectMany(split => Names(split).Skip(1)).ToList();
        var days = $"d.day between {query.Value(period.From)} and {query.Value(period.To)}";
        var rows = await query.ListAsync<Row>($"""
            select case {string.Join(' ', all.Select(split => $"when grouping({Names(split)[0]}) = 0 then {split}"))} end as "Split",
                   coalesce({string.Join(", ", all.Select(split => Names(split)[0]))}) as "Key", {(second.Count > 0 ? $"coalesce({string.Join(", ", second)}, '')" : "''")} as "Second",
                   coalesce(sum(cost) filter (where now), 0)::bigint as "CostNanoUsd", coalesce(sum(calls) filter (where now), 0)::bigint as "Calls",
                   coalesce(sum(cost) filter (where not now), 0)::bigint as "BeforeNanoUsd", coalesce(sum(calls) filter (where not now), 0)::bigint as "CallsBefore"
            from (select {string.Join(", ", all.SelectMany(split => splits[split].Zip(Names(split), (column, name) => $"{column} as {name}")))},
                         d.day >= {query.Value(period.From)} as now, d.cost_nano_usd as cost, d.calls
                  from {source.Table} d {join}
                  where {query.Where(filter)}
                    and ({(before is null ? days : $"{days} or d.day between {query.Value(before.From)} and {query.Value(before.To)}")})
                  offset 0) d
            group by grouping sets ({string.Join(", ", all.Select(split => $"({string.Join(", ", Names(split))})"))})
            order by 4 desc, 6 desc, 2, 3
            """, cancellationToken);
        return rows.ToLookup(row => row.Split);
    }

    private async Task<IReadOnlyList<SpendGroup>> NamedAsync(SpendDimension by, IEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        var (names, listed) = (new SpendNames(), rows.ToList());
        await names.AddAsync(db, by, listed.Select(row => row.Key), cancellationToken);
        return [.. listed.Select(row => new SpendGroup(names.Of(by, row.Key), filter.With(by, SpendFilter.ValueOf(row.Key)), row.Sum))];
    }

    private sealed record Row(int Split, string Key, string Second, long CostNanoUsd, long Calls, long BeforeNanoUsd, long CallsBefore)
    {
        public SpendSum Sum => new(CostNanoUsd, Calls, BeforeNanoUsd, CallsBefore);
    }

    private sealed record PartRow(DateOnly Day, int Part, long CostNanoUsd);

    private sealed record OwnRow(long CostNanoUsd, long Users);
}
