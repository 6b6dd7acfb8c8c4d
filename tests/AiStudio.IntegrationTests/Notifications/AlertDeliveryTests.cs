using AiStudio.Features.Notifications;
using AiStudio.Features.Notifications.Alerts;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiStudio.IntegrationTests.Notifications;

public sealed class AlertDeliveryTests(StudioSite site) : IClassFixture<StudioSite>, IAsyncLifetime
{
    private HookServer _hook = null!;
    private WebApplicationFactory<Program> _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DeliverAlerts Deliver => _host.Services.GetRequiredService<DeliverAlerts>();

    private AlertChannels Channels => _host.Services.GetRequiredService<AlertChannels>();

    private AlertList Alerts => _host.Services.GetRequiredService<AlertList>();

    public async ValueTask InitializeAsync()
    {
        _hook = await HookServer.StartAsync();
        // The node's own rounds are left out: each test makes its own.
        _host = site.NewHost(services =>
        {
            foreach (var service in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.Method.DeclaringType?.FullName?.Contains("NotificationsModule", StringComparison.Ordinal) == true).ToList())
                services.Remove(service);
        }, ("Outbound:AllowPrivateAddresses:0", "127.0.0.0/8"));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _hook.DisposeAsync();
    }

    [Fact]
    public async Task Alert_OverAHookThatFailsTwice_ArrivesOnceAndSaysWhatItWaitedFor()
    {
        var owner = await site.AddOrganizationAsync();
        var channel = await AddHookAsync(owner);
        _hook.Statuses.Enqueue(500);
        _hook.Statuses.Enqueue(503);
        await RaiseAsync(owner, "ratio", TimeSpan.Zero);
        await RaiseAsync(owner, "ratio", TimeSpan.Zero);

        await Deliver.RunOnceAsync(Cancellation);
        var waiting = Assert.Single((await Alerts.DeliveriesAsync(owner, Cancellation)).Value!);
        Assert.Equal(("pending", 1, "The hook answered with status 500."), (waiting.State, waiting.Attempts, waiting.Error));
        Assert.InRange(waiting.NextAt - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(16));
        Assert.Equal(0, await Deliver.RunOnceAsync(Cancellation));

        await HurryAsync();
        await Deliver.RunOnceAsync(Cancellation);
        await HurryAsync();
        await Deliver.RunOnceAsync(Cancellation);
        var sent = Assert.Single((await Alerts.DeliveriesAsync(owner, Cancellation)).Value!);
        Assert.Equal(("sent", 3, null), (sent.State, sent.Attempts, sent.Error));
        Assert.Equal("*Too many &lt;errors&gt; &amp; such*\nLook at them.\n\nhttps://studio.example.test/spend/calls?error=x&amp;from=2026-01-01", Assert.Single(_hook.Taken));
        Assert.Equal(3, _hook.Asked);

        var stored = await site.Database.ScalarAsync<byte[]>("select secret from alert_channel where id = $1", channel);
        Assert.DoesNotContain("very-secret-token", System.Text.Encoding.UTF8.GetString(stored!), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", (await Channels.ListAsync(owner, Cancellation)).Value!.Single().Target);
    }

    [Fact]
    public async Task Alert_ThatLasts_IsToldAgainAndToldToBeOver_OverMailAndInTheApp()
    {
        var owner = await site.AddOrganizationAsync();
        var finance = await site.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var mailbox = $"{Guid.CreateVersion7():n}@example.test";
        Assert.True((await Channels.AddAsync(finance, new ChannelDraft(ChannelKind.Email, "Finance list", mailbox), Cancellation)).Succeeded);
        await RaiseAsync(owner, "spend", TimeSpan.FromHours(2));
        await Deliver.RunOnceAsync(Cancellation);
        await Deliver.RunOnceAsync(Cancellation);
        var open = Assert.Single((await Alerts.ListAsync(finance, open: true, null, Cancellation)).Value!);
        Assert.Equal((1, "/spend/calls?error=x&from=2026-01-01"), (open.TimesTold, open.Link));

        await site.Database.ExecuteAsync("update alert set last_told_at = now() - interval '121 minutes' where org_id = $1", owner.OrganizationId);
        await Deliver.RunOnceAsync(Cancellation);
        await Deliver.RunOnceAsync(Cancellation);
        Assert.Equal(2, (await Alerts.ListAsync(finance, open: true, null, Cancellation)).Value!.Single().TimesTold);

        await EndAsync(owner, "spend");
        await EndAsync(owner, "spend");
        await Deliver.RunOnceAsync(Cancellation);
        Assert.Empty((await Alerts.ListAsync(finance, open: true, null, Cancellation)).Value!);
        Assert.NotNull((await Alerts.ListAsync(finance, open: false, null, Cancellation)).Value!.Single().EndedAt);

        var over = await site.MailToAsync(mailbox, 3);
        Assert.Contains("Subject: Over: Too many <errors> & such\r\n", over, StringComparison.Ordinal);
        Assert.Contains("https://studio.example.test/spend/calls?error=x&from=2026-01-01", over, StringComparison.Ordinal);
        var told = await new NotificationService(site.Database.Studio).ListAsync(finance, null, NotificationService.PageSize, Cancellation);
        Assert.Equal(["Over: Too many <errors> & such", "Still: Too many <errors> & such", "Too many <errors> & such"], told.Select(one => one.Title));

        // It may begin again.
        await RaiseAsync(owner, "spend", TimeSpan.FromHours(2));
        Assert.Single((await Alerts.ListAsync(finance, open: true, null, Cancellation)).Value!);
    }

    [Fact]
    public async Task Channel_OfAHookThatIsGone_FailsAtOnce_AndATestSaysSo()
    {
        var owner = await site.AddOrganizationAsync();
        var channel = await AddHookAsync(owner);
        _hook.Statuses.Enqueue(404);

        Assert.True((await Channels.TestAsync(owner, channel, Cancellation)).Succeeded);
        await Deliver.RunOnceAsync(Cancellation);

        var failed = Assert.Single((await Alerts.DeliveriesAsync(owner, Cancellation)).Value!);
        Assert.Equal(("test", "failed", 1), (failed.Occasion, failed.State, failed.Attempts));
        Assert.Contains("status 404", failed.Error, StringComparison.Ordinal);
        Assert.True((await Channels.SwitchAsync(owner, channel, disabled: true, Cancellation)).Succeeded);
        await RaiseAsync(owner, "quiet", TimeSpan.Zero);
        Assert.Equal(0, await Deliver.RunOnceAsync(Cancellation));
        Assert.True((await Channels.RemoveAsync(owner, channel, Cancellation)).Succeeded);
        Assert.Empty((await Alerts.DeliveriesAsync(owner, Cancellation)).Value!);
    }

    [Fact]
    public async Task Delivery_ThatIsNeverTaken_IsGivenUpAfterEightTries()
    {
        var owner = await site.AddOrganizationAsync();
        await AddHookAsync(owner);
        await RaiseAsync(owner, "ratio", TimeSpan.Zero);
        for (var attempt = 1; attempt <= DeliverAlerts.MostAttempts + 1; attempt++)
        {
            _hook.Statuses.Enqueue(500);
            await Deliver.RunOnceAsync(Cancellation);
            await HurryAsync();
        }

        var failed = Assert.Single((await Alerts.DeliveriesAsync(owner, Cancellation)).Value!);
        Assert.Equal(("failed", DeliverAlerts.MostAttempts), (failed.State, failed.Attempts));
        Assert.Equal(DeliverAlerts.MostAttempts, _hook.Asked);
    }

    [Fact]
    public async Task Alerts_AreForTheirRoles_AndChannelsForWhoMindsTheMoney()
    {
        var owner = await site.AddOrganizationAsync();
        var finance = await site.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var member = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var stranger = await site.AddOrganizationAsync("Other");
        await RaiseAsync(owner, "for admins", TimeSpan.Zero, "owner", "admin");

        Assert.Single((await Alerts.ListAsync(owner, open: true, null, Cancellation)).Value!);
        Assert.Empty((await Alerts.ListAsync(finance, open: true, null, Cancellation)).Value!);
        Assert.Empty((await Alerts.ListAsync(stranger, open: true, null, Cancellation)).Value!);
        Assert.Equal("not_finance", (await Alerts.ListAsync(member, open: true, null, Cancellation)).Error?.Code);
        Assert.Equal("not_finance", (await Channels.AddAsync(member, new ChannelDraft(ChannelKind.Email, "Mine", "a@b.test"), Cancellation)).Error?.Code);
        Assert.Equal("channel_address", (await Channels.AddAsync(owner, new ChannelDraft(ChannelKind.Email, "Mine", "Some Body <a@b.test>"), Cancellation)).Error?.Code);
        Assert.False((await Channels.AddAsync(owner, new ChannelDraft(ChannelKind.Slack, "Inside", "http://169.254.169.254/x"), Cancellation)).Succeeded);
    }

    private async Task<Guid> AddHookAsync(Caller owner) =>
        (await Channels.AddAsync(owner, new ChannelDraft(ChannelKind.Slack, "Team", _hook.Address), Cancellation)).Value;

    private async Task RaiseAsync(Caller owner, string subject, TimeSpan tellAgainAfter, params string[] roles)
    {
        await using var db = await site.Database.Studio.BeginAsync(owner.Scope, Cancellation);
        await AlertDesk.RaiseAsync(db, new NewAlert(
            "test_rule", subject, "Too many <errors> & such", "Look at them.", "/spend/calls?error=x&from=2026-01-01", roles is [] ? NotificationSending.WhoMindsMoney : roles, tellAgainAfter), Cancellation);
        await db.CommitAsync(Cancellation);
    }

    private async Task EndAsync(Caller owner, string subject)
    {
        await using var db = await site.Database.Studio.BeginAsync(owner.Scope, Cancellation);
        await AlertDesk.EndAsync(db, "test_rule", subject, Cancellation);
        await db.CommitAsync(Cancellation);
    }

    private Task<int> HurryAsync() => site.Database.ExecuteAsync("update alert_delivery set next_at = now() where state = 'pending'");
}
