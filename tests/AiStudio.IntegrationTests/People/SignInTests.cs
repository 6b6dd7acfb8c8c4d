using System.Net;

namespace AiStudio.IntegrationTests.People;

public sealed class SignInTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task SignIn_RightPassword_OpensTheOrganization()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor();

        var answer = await visitor.TrySignInAsync(owner.Email, StudioSite.Password);

        Assert.Equal((HttpStatusCode.Found, "/"), (answer.Status, new Uri(new("http://localhost"), answer.Location).AbsolutePath));
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task SignIn_WrongUnknownLockedDisabledOrWithoutPassword_SameAnswer()
    {
        var known = await site.AddOrganizationAsync();
        var locked = await site.AddOrganizationAsync();
        var disabled = await site.AddOrganizationAsync();
        var bare = await site.Database.CreateOrganizationAsync();
        await site.Database.ExecuteAsync("update app_user set lockout_end = now() + interval '1 minute' where id = $1", locked.UserId);
        await site.Database.ExecuteAsync("update app_user set disabled_at = now() where id = $1", disabled.UserId);

        var wrong = await site.NewVisitor().TrySignInAsync(known.Email, "not the password");
        Assert.Equal(HttpStatusCode.OK, wrong.Status);
        Assert.Contains("do not match", wrong.Body, StringComparison.Ordinal);
        foreach (var email in new[] { "nobody@example.test", locked.Email, disabled.Email, bare.Email, "", "' or 1=1 --" })
        {
            var visitor = site.NewVisitor();
            Assert.Equal(wrong.Text, (await visitor.TrySignInAsync(email, StudioSite.Password)).Text);
            Assert.False(await visitor.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task SignIn_FiftyWrongTriesAtOnce_FiveAreLookedAtAndTheLockEnds()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor();
        var (_, page) = await visitor.GetAsync("/sign-in");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            visitor.PostAsync("/sign-in", page, "sign-in", ("email", owner.Email), ("password", $"wrong password {i}"))));

        Assert.Contains("do not match", (await visitor.TrySignInAsync(owner.Email, StudioSite.Password)).Body, StringComparison.Ordinal);
        var left = await site.Database.ScalarAsync<double>("select extract(epoch from lockout_end - now())::float8 from app_user where id = $1", owner.UserId);
        Assert.InRange(left, 1, 300);

        await site.Database.ExecuteAsync("update app_user set lockout_end = now() where id = $1", owner.UserId);
        await visitor.SignInAsync(owner.Email, StudioSite.Password);
    }

    [Fact]
    public async Task SignIn_FourWrongTriesThenRight_CountsFromTheBeginning()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await visitor.TrySignInAsync(owner.Email, "not the password");
            }

            await (visitor = site.NewVisitor()).SignInAsync(owner.Email, StudioSite.Password);
        }

        Assert.Equal(0, await site.Database.ScalarAsync<int>("select access_failed_count from app_user where id = $1", owner.UserId));
    }

    [Theory]
    [InlineData("/people", "/people")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("evil.example", "/")]
    public async Task SignIn_ReturnUrl_StaysOnThisSite(string returnUrl, string expected)
    {
        var owner = await site.AddOrganizationAsync();

        var answer = await site.NewVisitor().TrySignInAsync(owner.Email, StudioSite.Password, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal($"https://localhost{expected}", new Uri(new("https://localhost"), answer.Location).AbsoluteUri);
    }

    [Fact]
    public async Task SignIn_NoMembership_SaysSoOnAPlainPage()
    {
        var user = await site.AddAccountAsync();
        var visitor = await site.SignInAsync(user.Email!);

        var (status, _) = await visitor.GetAsync("/people");
        Assert.Equal(HttpStatusCode.Found, status);
        Assert.Contains("You are in no organization", (await visitor.GetAsync("/no-access")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithoutAntiforgeryToken_IsRefused()
    {
        var owner = await site.AddOrganizationAsync();
        var answer = await site.NewVisitor().PostAsync("/sign-in", "", "sign-in", ("email", owner.Email), ("password", StudioSite.Password));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task SignIn_TooManyTriesFromOneSource_Waits()
    {
        await site.AddOrganizationAsync();
        await using var host = site.NewHost(null, ("SignIn:TriesPerMinute", "5"));
        var visitor = site.NewVisitor(host);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.TrySignInAsync($"nobody{i}@example.test", "some password")).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await visitor.TrySignInAsync("nobody@example.test", "some password")).Status);
    }

    [Fact]
    public async Task SignIn_Cookie_IsHttpOnlyLaxAndPagesAreNotStored()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor();
        var (_, page) = await visitor.GetAsync("/sign-in");
        using var content = new FormUrlEncodedContent(
        [
            new("email", owner.Email), new("password", StudioSite.Password), new("_handler", "sign-in"), new("__RequestVerificationToken", Visitor.TokenOf(page)),
        ]);
        using var signedIn = await visitor.Http.PostAsync("/sign-in", content, TestContext.Current.CancellationToken);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), value => value.StartsWith("aistudio.session=", StringComparison.Ordinal));
        using var account = await visitor.Http.GetAsync("/account", TestContext.Current.CancellationToken);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(account.Headers.CacheControl?.NoStore);
        Assert.Equal("no-referrer", Assert.Single(account.Headers.GetValues("Referrer-Policy")));
    }
}
