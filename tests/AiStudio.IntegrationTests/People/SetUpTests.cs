using System.Net;

namespace AiStudio.IntegrationTests.People;

public sealed class SetUpTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static readonly (string, string)[] Form =
        [("organization", "Acme"), ("name", "Olga Owner"), ("password", StudioSite.Password)];

    // One story on purpose: an installation is set up once.
    [Fact]
    public async Task SetUp_EmptyDatabase_MakesOneOwnerOnceAndIsGone()
    {
        var first = site.NewVisitor();
        Assert.Equal(HttpStatusCode.Found, (await first.GetAsync("/sign-in")).Status);
        var refused = await first.SubmitAsync("/set-up", "set-up", [.. Form[..2], ("email", "a@example.test"), ("password", "too short")]);
        Assert.Contains("too short", refused.Body, StringComparison.Ordinal);
        var asEmail = await first.SubmitAsync("/set-up", "set-up", [.. Form[..2], ("email", "somebody@example.test"), ("password", "somebody@example.test")]);
        Assert.Contains("Choose another one", asEmail.Body, StringComparison.Ordinal);
        var nowhere = await first.SubmitAsync("/set-up", "set-up", [.. Form, ("email", "one@example.test"), ("zone", "Mars/Olympus")]);
        Assert.Contains("There is no such time zone", nowhere.Body, StringComparison.Ordinal);
        Assert.Equal(0L, await site.Database.ScalarAsync<long>("select count(*) from app_user"));

        await using var otherNode = site.NewHost();
        var (_, page) = await first.GetAsync("/set-up");
        var second = site.NewVisitor(otherNode);
        var (_, otherPage) = await second.GetAsync("/set-up");
        var answers = await Task.WhenAll(
            first.PostAsync("/set-up", page, "set-up", [.. Form, ("email", "one@example.test"), ("zone", "Europe/Berlin")]),
            second.PostAsync("/set-up", otherPage, "set-up", [.. Form, ("email", "two@example.test"), ("zone", "Europe/Berlin")]));

        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.NotFound], answers.Select(answer => answer.Status).Order());
        Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from app_user"));
        Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from organization"));
        Assert.Equal("Europe/Berlin", await site.Database.ScalarAsync<string>("select time_zone from organization"));
        Assert.Equal("owner", await site.Database.ScalarAsync<string>("select role from membership"));
        var winner = answers[0].Status == HttpStatusCode.Found ? first : second;
        Assert.True(await winner.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await site.NewVisitor().GetAsync("/set-up")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await site.NewVisitor(otherNode).GetAsync("/set-up")).Status);
        Assert.Equal(HttpStatusCode.OK, (await site.NewVisitor().GetAsync("/sign-in")).Status);
    }
}
