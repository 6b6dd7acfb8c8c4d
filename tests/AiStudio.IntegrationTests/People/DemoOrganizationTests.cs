namespace AiStudio.IntegrationTests.People;

public sealed class DemoOrganizationTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Start_EmptyDatabaseAndSeedDemo_MakesFourAccountsThatCanSignInOnce()
    {
        await using var host = site.NewHost(null, ("Studio:SeedDemo", "true"));
        _ = host.Services;
        var lines = await File.ReadAllLinesAsync(site.DataFile("demo-accounts.txt"), TestContext.Current.CancellationToken);
        await using var again = site.NewHost(null, ("Studio:SeedDemo", "true"));
        _ = again.Services;

        Assert.Equal(4L, await site.Database.ScalarAsync<long>("select count(*) from membership"));
        Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from organization where name = 'Example Works'"));
        foreach (var role in new[] { "owner", "admin", "finance", "member" })
        {
            var email = $"{role}@example.com";
            var password = Assert.Single(lines, line => line.StartsWith(role, StringComparison.Ordinal) && line.Contains(email, StringComparison.Ordinal)).Split(' ')[^1];
            Assert.Equal(role, await site.Database.ScalarAsync<string>("select m.role from membership m join app_user u on u.id = m.user_id where u.email = $1", email));
            await site.NewVisitor(again).SignInAsync(email, password);
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(site.DataFile("demo-accounts.txt")));
        }
    }

    [Fact]
    public async Task Start_AfterACrashInTheMiddle_FinishesWhatWasBegun()
    {
        await using var host = site.NewHost(null, ("Studio:SeedDemo", "true"));
        _ = host.Services;
        // The accounts were committed; their file was not in place, and nothing was seeded.
        var file = site.DataFile("demo-accounts.txt");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        File.Move(file, file + ".part");
        await site.Database.ExecuteAsync("truncate budget cascade");

        await using var again = site.NewHost(null, ("Studio:SeedDemo", "true"));
        _ = again.Services;

        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.NotEqual(0L, await site.Database.ScalarAsync<long>("select count(*) from budget"));

        // Of accounts that were never made.
        await File.WriteAllTextAsync(file + ".part", "owner owner@example.com password invented", TestContext.Current.CancellationToken);
        await using var once = site.NewHost(null, ("Studio:SeedDemo", "true"));
        _ = once.Services;

        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(file + ".part"));
    }
}
