using System.Net;
using System.Security.Claims;
using AiStudio.Features.People.Sessions;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.People;

public sealed class SessionTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Cookie_RoleTakenAway_IsRefusedWithinFiveSeconds()
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var visitor = await site.SignInAsync(admin.Email);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/people")).Status);

        await site.Members.ChangeRoleAsync(owner, admin.UserId, Role.Member, TestContext.Current.CancellationToken);

        await Eventually.FalseAsync(async () => (await visitor.GetAsync("/people")).Status == HttpStatusCode.OK);
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task Cookie_MembershipDisabled_OpensNothing()
    {
        var owner = await site.AddOrganizationAsync();
        var member = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var visitor = await site.SignInAsync(member.Email);

        await site.Members.DisableAsync(owner, member.UserId, TestContext.Current.CancellationToken);
        await Eventually.FalseAsync(visitor.IsSignedInAsync);

        await site.Members.EnableAsync(owner, member.UserId, TestContext.Current.CancellationToken);
        await (await site.SignInAsync(member.Email)).SubmitAsync("/account", "name", ("name", "Back Again"));
    }

    [Theory]
    [InlineData("update app_user set disabled_at = now() where id = $1")]
    [InlineData("update app_user set security_stamp = 'another' where id = $1")]
    [InlineData("update organization set suspended_at = now() where id = (select org_id from membership where user_id = $1)")]
    [InlineData("update membership set role = 'admin' where user_id = $1")]
    public async Task Circuit_AnyChange_BecomesAnonymousWithinFiveSeconds(string change)
    {
        var owner = await site.AddOrganizationAsync();
        await site.AddMemberAsync(owner.OrganizationId, Role.Owner);
        await using var scope = site.Host.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>().FindByIdAsync(owner.UserId.ToString());
        var principal = await scope.ServiceProvider.GetRequiredService<SessionService>().CreateAsync(user!, null, null, TestContext.Current.CancellationToken);
        using var circuit = NewCircuit(principal, out var changed);

        await Task.Delay(TimeSpan.FromSeconds(3.5), TestContext.Current.CancellationToken);
        Assert.False(changed.Task.IsCompleted);
        await site.Database.ExecuteAsync(change, owner.UserId);

        var state = await await changed.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.False(state.User.Identity?.IsAuthenticated);
    }

    [Fact]
    public async Task Circuit_SignedOutOnAnotherNode_BecomesAnonymousAtOnce()
    {
        var owner = await site.AddOrganizationAsync();
        await using var scope = site.Host.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>().FindByIdAsync(owner.UserId.ToString());
        var sessions = scope.ServiceProvider.GetRequiredService<SessionService>();
        var (ended, other) = (await sessions.CreateAsync(user!, null, null, TestContext.Current.CancellationToken), await sessions.CreateAsync(user!, null, null, TestContext.Current.CancellationToken));
        await using var otherNode = site.NewHost();
        using var circuit = NewCircuit(ended, out var changed);
        using var otherCircuit = NewCircuit(other, out var otherChanged);

        await otherNode.Services.GetRequiredService<EndedSessions>().EndAsync(ended, TestContext.Current.CancellationToken);

        var state = await await changed.Task.WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.False(state.User.Identity?.IsAuthenticated);
        Assert.False(otherChanged.Task.IsCompleted);
        var check = site.Host.Services.GetRequiredService<SessionCheck>();
        Assert.Null(await check.FindAsync(ended, TestContext.Current.CancellationToken));
        Assert.NotNull(await check.FindAsync(other, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/account/sign-out-everywhere")]
    public async Task SignOut_IsHeardOnEveryNode(string form)
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);
        await visitor.SubmitAsync("/account", "name", ("name", "Another Name"));
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var otherNode = site.NewHost();
        otherNode.Services.GetRequiredService<EndedSessions>().Ended += _ => heard.TrySetResult();
        // Until that node listens, nothing is heard there.
        Assert.False(await site.NewVisitor(otherNode).IsSignedInAsync());

        await visitor.SubmitAsync("/account", form);

        await heard.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Cookie_AfterARestartAndOnAnotherNode_IsGood()
    {
        var owner = await site.AddOrganizationAsync();
        await using var otherNode = site.NewHost();
        var there = site.NewVisitor(otherNode);

        there.Http.DefaultRequestHeaders.Add("Cookie", await SessionCookieAsync(owner.Email));

        Assert.True(await there.IsSignedInAsync());
    }

    [Fact]
    public async Task SignOutEverywhere_EndsEverySession()
    {
        var owner = await site.AddOrganizationAsync();
        var (here, there) = (await site.SignInAsync(owner.Email), await site.SignInAsync(owner.Email));

        await here.SubmitAsync("/account", "/account/sign-out-everywhere");

        Assert.False(await here.IsSignedInAsync());
        await Eventually.FalseAsync(there.IsSignedInAsync);
    }

    [Fact]
    public async Task SignOut_EndsThisSession()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);

        var answer = await visitor.SubmitAsync("/account", "/sign-out");

        Assert.Equal("/sign-in", answer.Location);
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task Switch_ToAForeignOrganization_StaysWhereOneIs()
    {
        var (mine, theirs) = (await site.AddOrganizationAsync("Mine"), await site.AddOrganizationAsync("Theirs"));
        var visitor = await site.SignInAsync(mine.Email);

        await visitor.SubmitAsync("/account", "/account/organizations", ("organization", theirs.OrganizationId.ToString()));

        var (_, body) = await visitor.GetAsync("/account");
        Assert.Contains("Mine", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Theirs", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_SeveralOrganizations_OpensTheLastUsed()
    {
        var (a, b) = (await site.AddOrganizationAsync("Aaa"), await site.AddOrganizationAsync("Bbb"));
        await site.JoinAsync(b.OrganizationId, a.UserId, Role.Member);
        var visitor = await site.SignInAsync(a.Email);
        await visitor.SubmitAsync("/account", "/account/organizations", ("organization", b.OrganizationId.ToString()));

        var again = await site.SignInAsync(a.Email);

        // A member of Bbb does not open the people page; the owner of Aaa does.
        Assert.Equal(HttpStatusCode.Found, (await again.GetAsync("/people")).Status);
    }

    private async Task<string> SessionCookieAsync(string email)
    {
        var visitor = site.NewVisitor();
        var (_, page) = await visitor.GetAsync("/sign-in");
        using var content = new FormUrlEncodedContent(
        [
            new("email", email), new("password", StudioSite.Password), new("_handler", "sign-in"), new("__RequestVerificationToken", Visitor.TokenOf(page)),
        ]);
        using var answer = await visitor.Http.PostAsync("/sign-in", content, TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("aistudio.session=", StringComparison.Ordinal)).Split(';')[0];
    }

    private CircuitSession NewCircuit(ClaimsPrincipal principal, out TaskCompletionSource<Task<AuthenticationState>> changed)
    {
        var services = site.Host.Services;
        var circuit = new CircuitSession(services.GetRequiredService<SessionCheck>(), services.GetRequiredService<EndedSessions>(), NullLoggerFactory.Instance);
        circuit.SetAuthenticationState(Task.FromResult(new AuthenticationState(principal)));
        var source = changed = new TaskCompletionSource<Task<AuthenticationState>>(TaskCreationOptions.RunContinuationsAsynchronously);
        circuit.AuthenticationStateChanged += state => source.TrySetResult(state);
        return circuit;
    }
}
