using System.Diagnostics;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>SignalR's client for Node as a real program, over WebSockets, server-sent events and long polling; <c>Node/hub.mjs</c> says what it checks.</summary>
public sealed class HubTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignalRClient_AllChecks_Hold()
    {
        await NodePackages.InstallAsync();
        var owner = await api.Site.AddOrganizationAsync();
        var (key, revoked) = (await api.IssueAsync(owner), await api.IssueAsync(owner));
        var colleague = await api.Site.AddMemberAsync(owner.OrganizationId, Platform.Identity.Role.Member);
        var other = await api.IssueAsync(colleague);
        var (_, stranger) = await api.NewProgramAsync();
        using var foreign = await ApiSite.PostAsync(stranger, "/v1/chat/completions", ApiSite.Ask("Theirs", stream: true));
        var (_, session) = await api.SignInWithCookiesAsync(owner);
        api.Emulator.Scripts.Add(new Script { PromptContains = "hub slowly", TokenCount = 20, ChunkDelayMs = 100 });
        api.Emulator.Scripts.Add(new Script { PromptContains = "hub for long", TokenCount = 400, ChunkDelayMs = 50 });

        var start = new ProcessStartInfo("node", ["hub.mjs", api.BaseAddress.ToString(), key.Secret, other.Secret, revoked.Secret, session.Header, foreign.Headers.GetValues("x-turn-id").Single()])
        {
            WorkingDirectory = NodePackages.Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Stopping);
        var said = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(Stopping) is { } line)
            {
                said.Add(line);
                if (line == "tell")
                {
                    await api.Database.ExecuteAsync("insert into notification (org_id, id, owner_id, title, body, link) values ($1, time_ordered_id(), $2, 'Told over the hub', '', '/')", owner.OrganizationId, owner.UserId);
                    await api.Database.ExecuteAsync("select pg_notify('studio', 'notification ' || $1)", owner.UserId);
                }

                if (line == "revoke")
                {
                    await api.Database.ExecuteAsync("update api_key set revoked_at = now() where id = $1", revoked.Id);
                    await process.StandardInput.WriteLineAsync("revoked");
                }
            }

            await process.WaitForExitAsync(Stopping);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{string.Join('\n', said)}\n{await errors}");
        Assert.Equal("16 checks, 0 failed", said[^1]);
    }
}
