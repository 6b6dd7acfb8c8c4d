namespace AiStudio.IntegrationTests.People;

public sealed class DemoOrganizationTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Start_EmptyDatabaseAndSeedDemo_MakesThreeAccountsThatCanSignInOnce()
    {
        await using var host = site.NewHost(null, ("Studio:SeedDemo", "true"));
        _ = host.Services;
        var lines = await File.ReadAllLinesAsync(site.DataFile("demo-accounts.txt"), TestContext.Current.CancellationToken);
        await using var again = site.NewHost(null, ("Studio:SeedDemo", "true"));
        _ = again.Services;

        Assert.Equal(3L, await site.Database.ScalarAsync<long>("select count(*) from membership"));
        Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from organization where name = 'Example Works'"));
        foreach (var email in new[] { "admin@example.com", "finance@example.com", "member@example.com" })
        {
            var password = Assert.Single(lines, line => line.Contains(email, StringComparison.Ordinal)).Split(' ')[^1];
            await site.NewVisitor(again).SignInAsync(email, password);
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(site.DataFile("demo-accounts.txt")));
        }
    }
}
