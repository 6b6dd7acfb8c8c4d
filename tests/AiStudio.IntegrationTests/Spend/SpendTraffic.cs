using AiStudio.Features.Spend.Filters;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>Random calls of one organization, settled by the ledger's own function and then moved to the days around the night that clocks go back in Europe.</summary>
internal sealed class SpendTraffic(StudioTestDatabase database, Random random, string zone)
{
    public static readonly DateOnly First = new(2025, 10, 17);
    public static readonly DateOnly Last = new(2025, 10, 28);

    /// <summary>The day that clocks go back on: in the Azores from one o'clock to the midnight that it began with.</summary>
    public static readonly DateOnly LongDay = new(2025, 10, 26);

    private static readonly string[] s_features = ["chat", "api", "evals", "embedding", "=cmd|' /C calc'!A0"];
    private static readonly (string Provider, string Model)[] s_models = [("Azure", "large-1"), ("OpenAI", "large-1"), ("OpenAI", "small-1"), ("Local", "local-1"), ("", "")];

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
    private readonly List<Guid?> _users = [null];
    private readonly List<Guid?> _keys = [null, null];

    public Caller Owner { get; private set; } = null!;

    public Caller Admin { get; private set; } = null!;

    public Caller Finance { get; private set; } = null!;

    public Caller Member { get; private set; } = null!;

    public List<Entry> Entries { get; } = [];

    public List<Guid> Units { get; } = [];

    public static async Task<SpendTraffic> MakeAsync(StudioTestDatabase database, int seed, string zone)
    {
        var traffic = new SpendTraffic(database, new Random(seed), zone);
        await traffic.PeopleAsync();
        // In the hour that comes twice.
        await traffic.BatchAsync(new DateTimeOffset(LongDay, new TimeOnly(0, 30), TimeSpan.Zero));
        for (var batch = 0; batch < 40; batch++)
            await traffic.BatchAsync(traffic.AnyTime());
        return traffic;
    }

    /// <summary>A filter of random fields, most of them with values that occur.</summary>
    public SpendFilter AnyFilter()
    {
        string? Maybe(Func<string> value) => random.Next(4) == 0 ? value() : null;

        var from = First.AddDays(random.Next(0, 12));
        return new SpendFilter
        {
            Feature = Maybe(() => Pick(s_features)),
            Model = Maybe(() => SpendFilter.ValueOf(Pick(s_models).Model)),
            Provider = Maybe(() => SpendFilter.ValueOf(Pick(s_models).Provider)),
            User = Maybe(() => Pick(_users)?.ToString() ?? SpendFilter.None),
            Key = Maybe(() => Pick(_keys)?.ToString() ?? SpendFilter.None),
            Unit = Maybe(() => random.Next(3) == 0 ? SpendFilter.None : Pick(Units).ToString()),
            Tier = Maybe(() => Pick(["free", "pro", "enterprise", SpendFilter.None])),
            Purpose = Maybe(() => Pick(["people", "programs", "evaluation", "background"])),
            Except = [.. Enumerable.Range(0, random.Next(2) * random.Next(4)).Select(_ => AnyExcept())],
        }.Between(from, from.AddDays(random.Next(0, Last.DayNumber - from.DayNumber + 1)));
    }

    private (SpendDimension Dimension, string Value) AnyExcept()
    {
        var dimension = Pick(Enum.GetValues<SpendDimension>());
        return (dimension, Pick(Entries).KeyOf(dimension));
    }

    /// <summary>The entries that a filter admits from one day to another, told one by one.</summary>
    public IEnumerable<Entry> Admitted(SpendFilter filter, DateOnly from, DateOnly to) => Entries.Where(entry =>
        entry.Day >= from && entry.Day <= to
        && (filter.Feature is null || filter.Feature == entry.Feature)
        && (filter.Model is null || filter.Model == SpendFilter.ValueOf(entry.Model))
        && (filter.Provider is null || filter.Provider == SpendFilter.ValueOf(entry.Provider))
        && (filter.User is null || filter.User == (entry.User?.ToString() ?? SpendFilter.None))
        && (filter.Key is null || filter.Key == (entry.Key?.ToString() ?? SpendFilter.None))
        && (filter.Unit is null || filter.Unit == (entry.Unit?.ToString() ?? SpendFilter.None))
        && (filter.Tier is null || filter.Tier == (entry.Tier ?? SpendFilter.None))
        && (filter.Purpose is null || filter.Purpose == entry.Purpose)
        && !filter.Except.Any(left => left.Value == entry.KeyOf(left.Dimension)));

    /// <summary>Puts everybody into another unit and onto another tier.</summary>
    public Task MoveEverybodyAsync() => database.ExecuteAsync("""
        update membership set tier = case tier when 'pro' then 'free' else 'pro' end,
                              unit_id = (select id from organization_unit u where u.org_id = membership.org_id and u.id is distinct from unit_id order by u.id limit 1)
        where org_id = $1
        """, Owner.OrganizationId);

    private readonly Dictionary<Guid, (Guid? Unit, string Tier)> _places = [];

    private async Task PeopleAsync()
    {
        Owner = await database.CreateOrganizationAsync(_zone.Id);
        (Admin, Finance, Member) = (await AddAsync(Role.Admin), await AddAsync(Role.Finance), await AddAsync(Role.Member));
        foreach (var name in new[] { "Legal", "Sales" })
        {
            Units.Add(Guid.CreateVersion7());
            await database.ExecuteAsync("insert into organization_unit (org_id, id, name) values ($1, $2, $3)", Owner.OrganizationId, Units[^1], name);
        }

        foreach (var person in new[] { Owner, Admin, Finance, Member, await AddAsync(Role.Member), await AddAsync(Role.Member) })
        {
            var (unit, tier) = (random.Next(3) == 0 ? (Guid?)null : Pick(Units), Pick(["free", "pro", "enterprise"]));
            await database.ExecuteAsync("update membership set tier = $3, unit_id = nullif($4, '00000000-0000-0000-0000-000000000000'::uuid) where org_id = $1 and user_id = $2",
                Owner.OrganizationId, person.UserId, tier, unit ?? Guid.Empty);
            _users.Add(person.UserId);
            _places[person.UserId] = (unit, tier);
        }

        for (var key = 0; key < 2; key++)
        {
            _keys.Add(Guid.CreateVersion7());
            await database.ExecuteAsync("insert into api_key (org_id, id, name, prefix, secret_hash, created_by) values ($1, $2, $3, $3, '\\x00', $4)", Owner.OrganizationId, _keys[^1]!, $"key {key}", Owner.UserId);
        }
    }

    private Task<Caller> AddAsync(Role role) => database.AddMemberAsync(Owner.OrganizationId, role);

    private DateTimeOffset AnyTime() => new DateTimeOffset(First, TimeOnly.MinValue, TimeSpan.Zero).AddSeconds(random.Next(-4 * 3600, (Last.DayNumber - First.DayNumber + 1) * 86_400));

    // Settled now, as all calls are; then the batch and what it left in the roll-up go back to where it is to have been.
    private async Task BatchAsync(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);
        var batch = Enumerable.Range(0, random.Next(1, 25)).Select(_ => AnyEntry(day)).ToList();
        T[] Of<T>(Func<Entry, T> value) => [.. batch.Select(value)];
        await database.ExecuteAsync(
            "select ledger_settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            Of(_ => Owner.OrganizationId), Of(entry => entry.Id), Of(entry => entry.User), Of(entry => entry.Key), Of(entry => entry.Feature), Of(entry => entry.Provider), Of(entry => entry.Model),
            Of(_ => (Guid?)null), Of(entry => entry.Input), Of(entry => entry.Input / 3), Of(_ => 0L), Of(entry => entry.Output), Of(entry => entry.Output / 2), Of(entry => entry.Cost % 3 == 0), Of(entry => entry.Cost));
        await database.ExecuteAsync("update ledger_entry set created_at = $3 where org_id = $1 and call_id = any($2)", Owner.OrganizationId, Of(entry => entry.Id), at);
        await database.ExecuteAsync("""
            with gone as (delete from daily_spend where org_id = $1 and day > $2 returning *)
            insert into daily_spend as d (org_id, day, feature, model_id, provider, user_id, api_key_id, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
            select org_id, $3, feature, model_id, provider, user_id, api_key_id, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd from gone
            on conflict (org_id, day, feature, model_id, provider, user_id, api_key_id) do update
            set calls = d.calls + excluded.calls, input_tokens = d.input_tokens + excluded.input_tokens, cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens,
                output_tokens = d.output_tokens + excluded.output_tokens, reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd
            """, Owner.OrganizationId, Last.AddDays(1), day);
        Entries.AddRange(batch);
    }

    private Entry AnyEntry(DateOnly day)
    {
        var (user, (provider, model)) = (Pick(_users), Pick(s_models));
        var place = user is { } id ? _places[id] : default;
        var free = model.Length == 0 || model == "local-1";
        return new Entry(Guid.CreateVersion7(), day, user, Pick(_keys), Pick(s_features), provider, model, place.Unit, place.Tier,
            model.Length == 0 ? 0 : random.Next(1, 5_000), model.Length == 0 ? 0 : random.Next(0, 900), free ? 0 : random.NextInt64(1, 3_000_000_000));
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>A settled call.</summary>
    internal sealed record Entry(
        Guid Id, DateOnly Day, Guid? User, Guid? Key, string Feature, string Provider, string Model, Guid? Unit, string? Tier, long Input, long Output, long Cost)
    {
        public string KeyOf(SpendDimension dimension) => dimension switch
        {
            SpendDimension.Feature => SpendFilter.ValueOf(Feature),
            SpendDimension.Model => SpendFilter.ValueOf(Model),
            SpendDimension.Provider => SpendFilter.ValueOf(Provider),
            SpendDimension.Tier => Tier ?? SpendFilter.None,
            SpendDimension.User => User?.ToString() ?? SpendFilter.None,
            SpendDimension.Key => Key?.ToString() ?? SpendFilter.None,
            SpendDimension.Unit => Unit?.ToString() ?? SpendFilter.None,
            _ => Purpose,
        };

        public string Purpose => (Feature, Key) switch
        {
            ("evals", _) => "evaluation",
            ("embedding", _) => "background",
            (_, null) => "people",
            _ => "programs",
        };
    }
}
