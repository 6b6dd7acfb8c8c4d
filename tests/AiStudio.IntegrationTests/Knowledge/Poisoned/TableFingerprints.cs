using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge.Poisoned;

/// <summary>What stands in every table, so that a change anywhere shows.</summary>
internal sealed class TableFingerprints
{
    private readonly Dictionary<string, string> _tables = [];

    public static async Task<TableFingerprints> TakeAsync(StudioTestDatabase database)
    {
        var taken = new TableFingerprints();
        var names = await database.ScalarAsync<string>("""
            select string_agg(c.relname, ',' order by c.relname) from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            """);
        foreach (var name in names!.Split(','))
        {
            taken._tables[name] = (await database.ScalarAsync<string>($"select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from {name} t"))!;
        }

        return taken;
    }

    public IEnumerable<string> ChangedIn(TableFingerprints later) => _tables.Where(table => later._tables[table.Key] != table.Value).Select(table => table.Key).Order(StringComparer.Ordinal);
}
