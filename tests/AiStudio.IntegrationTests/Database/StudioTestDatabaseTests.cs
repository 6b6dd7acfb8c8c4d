using Microsoft.EntityFrameworkCore.Storage;

namespace AiStudio.IntegrationTests.Database;

public sealed class StudioTestDatabaseTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Fact]
    public async Task BeginAsync_WithATenant_SeesThatTenantOnly()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var mine = await database.CreateOrganizationAsync();
        await database.CreateOrganizationAsync(name: "Other");

        await using var db = await database.Studio.BeginAsync(mine.Scope, cancellation);
        await using var command = db.Database.CurrentTransaction!.GetDbTransaction().Connection!.CreateCommand();
        command.CommandText = "select count(*) from organization";

        Assert.Equal(1L, await command.ExecuteScalarAsync(cancellation));
        Assert.True(await database.ScalarAsync<long>("select count(*) from organization") >= 2);
    }
}
