using AiStudio.IntegrationTests.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AiStudio.IntegrationTests.Tenancy;

/// <summary>The EF model is a reading of the migrations; here the two are compared.</summary>
public sealed class EntityModelTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Fact]
    public async Task EveryMappedColumn_IsInTheCatalogue_WithItsTypeAndNullability()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var mine = await database.CreateOrganizationAsync();
        await using var db = await database.Studio.BeginAsync(mine.Scope, cancellation);
        var catalogue = await db.Database.SqlQuery<CatalogueColumn>($"""
            select c.relname::text as "Table", a.attname::text as "Name", format_type(a.atttypid, a.atttypmod) as "Type", not a.attnotnull as "Nullable"
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
            """).ToListAsync(cancellation);
        var mapped = db.Model.GetEntityTypes().Where(entity => entity.GetTableName() is not null).ToList();

        Assert.NotEmpty(mapped);
        Assert.Empty(mapped.SelectMany(entity => Differences(entity, catalogue)));
    }

    [Fact]
    public async Task EveryMappedEntity_HasThePrimaryKeyOfItsTable()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var mine = await database.CreateOrganizationAsync();
        await using var db = await database.Studio.BeginAsync(mine.Scope, cancellation);
        foreach (var entity in db.Model.GetEntityTypes().Where(entity => entity.FindPrimaryKey() is not null && !entity.IsMappedToJson()))
        {
            var table = entity.GetTableName()!;
            var key = await db.Database.SqlQuery<string>($"""
                select a.attname::text as "Value" from pg_index i
                cross join lateral unnest(i.indkey) with ordinality as k(attnum, ord)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                where i.indisprimary and i.indrelid = to_regclass({table}) order by k.ord
                """).ToListAsync(cancellation);
            Assert.Equal(key.Order(), entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName()).Order());
        }
    }

    private static IEnumerable<string> Differences(IEntityType entity, IReadOnlyList<CatalogueColumn> catalogue)
    {
        var table = entity.GetTableName()!;
        foreach (var property in entity.GetProperties().Where(_ => !entity.IsMappedToJson()))
        {
            var name = property.GetColumnName();
            var column = catalogue.FirstOrDefault(column => column.Table == table && column.Name == name);
            if (column is null)
            {
                yield return $"{table}.{name} is mapped but not migrated";
            }
            else if (!SameType(property.GetColumnType(), column.Type))
            {
                yield return $"{table}.{name} is {column.Type}, mapped as {property.GetColumnType()}";
            }
            else if (column.Nullable != property.IsNullable)
            {
                yield return $"{table}.{name} is {(column.Nullable ? "nullable" : "not null")}, mapped as the opposite";
            }
        }
    }

    private static bool SameType(string mapped, string migrated) => mapped == migrated || (mapped, migrated) is ("int", "integer") or ("bigint", "bigint");

    private sealed record CatalogueColumn(string Table, string Name, string Type, bool Nullable);
}
