using System.Net;
using System.Net.Sockets;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Billing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>
/// A web process is killed with SIGKILL at the named points of a call with a key; the same request then goes to another node.
/// One answer is kept and given to all who ask, no money stays held, and every count the provider bills is booked once.
/// </summary>
public sealed class KilledNodeTests(ApiSite api, KilledNodeTests.Nodes nodes) : IClassFixture<ApiSite>, IClassFixture<KilledNodeTests.Nodes>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Points => [.. KillPoint.All.Where((_, at) => Proofs.AreWhole || at % 3 == 1).Select(point => point.Name)];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Call_WhoseNodeIsKilled_HasOneEffect(string name)
    {
        var point = KillPoint.All.Single(point => point.Name == name);
        var scene = await SceneAsync(point);
        await using var node = await nodes.TakeAsync(api);
        using var first = api.ProgramWith(scene.Secret, node.Address);

        await KillAtAsync(point, scene, node, first);
        await GiveUpLeasesAsync(scene);

        using var second = api.ProgramWith(scene.Secret);
        var answers = new List<Answered> { await AskAsync(second, scene), await AskAsync(second, scene) };
        using var third = api.ProgramWith(scene.Secret, (await nodes.NextAsync()).Address);
        answers.Add(await AskAsync(third, scene));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers.Select(answer => (answer.Call, Convert.ToHexString(answer.Body))).Distinct());
        Assert.All(answers.Skip(1), answer => Assert.True(answer.Replayed));
        await CheckBooksAsync(point, scene);
    }

    private async Task<Scene> SceneAsync(KillPoint point)
    {
        var owner = await api.Site.AddOrganizationAsync();
        await api.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", 1_000 * LedgerDesk.Cent);
        var key = await api.IssueAsync(owner, ApiKeyScope.Chat);
        var (correlation, mark) = (Guid.CreateVersion7(), api.Emulator.Bill.Rows.Count);
        var body = $$"""
            {"model":"{{ApiSite.Model}}","stream":{{(point.Stream ? "true" : "false")}},"messages":[{"role":"user","content":"Please count words={{KillPoint.Words}} correlation={{correlation}} now"}]}
            """;
        return new(owner, key.Secret, correlation.ToString(), body, mark);
    }

    private async Task KillAtAsync(KillPoint point, Scene scene, WebNode node, HttpClient program)
    {
        if (point.Script is { } script)
            api.Emulator.Scripts.Add(script with { PromptContains = scene.Correlation });
        using var deaf = point.DeafProvider ? Deaf() : null;
        if (deaf is not null)
            await PointProviderAsync(scene, $"http://{deaf.LocalEndpoint}/v1");
        await using var hold = point is { Locked: { } locked, LockedLate: false } ? await TableLock.TakeAsync(api.Database, locked) : null;

        var asking = ListenAsync(program, scene, point.Heard);
        await using var late = point.LockedLate ? await LockLateAsync(point, scene) : null;
        if ((hold ?? late) is { } table)
            await table.WaitForVictimAsync(Cancellation);
        else if (deaf is not null)
            await UntilAsync(() => api.Database.ScalarAsync<bool>("select exists (select from hold where org_id = $1 and (attempt).provider is not null)", scene.Owner.OrganizationId));
        else if (point.Heard > 0)
            await asking.Heard.WaitAsync(s_patience, Cancellation);
        else if (point.Script is not null)
            await UntilAskedAsync(scene);
        else
            await UntilAsync(() => api.Database.ScalarAsync<bool>("select exists (select from idempotency_record where org_id = $1 and state = 'done')", scene.Owner.OrganizationId));

        await node.KillAsync();
        if ((hold ?? late) is { } lifted)
            await lifted.DropVictimsAsync();
        // Whoever has heard the end of a stream is given the same one for ever: none was kept here.
        Assert.False(await asking.Over && point.Stream);
        if (deaf is not null)
            await PointProviderAsync(scene, api.Emulator.OpenAiEndpoint.ToString());
    }

    private async Task<TableLock> LockLateAsync(KillPoint point, Scene scene)
    {
        await UntilAskedAsync(scene);
        return await TableLock.TakeAsync(api.Database, point.Locked!);
    }

    private Task UntilAskedAsync(Scene scene) => UntilAsync(() => Task.FromResult(api.Emulator.Bill.Rows.Any(row => row.Correlation == scene.Correlation)));

    // The other nodes need not wait for the clock.
    private async Task GiveUpLeasesAsync(Scene scene)
    {
        var organization = scene.Owner.OrganizationId;
        await api.Database.ExecuteAsync("update idempotency_record set lease_until = now() where org_id = $1 and state = 'running'", organization);
        await api.Database.ExecuteAsync("update hold set lease_until = now() - interval '1 second' where org_id = $1 and state = 'held'", organization);
        using var reaper = new ReleaseExpiredHolds(api.Database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        await UntilAsync(async () =>
        {
            await reaper.RunOnceAsync(Cancellation);
            return !await api.Database.ScalarAsync<bool>("select exists (select from hold where org_id = $1 and state = 'held')", organization);
        });
    }

    private async Task CheckBooksAsync(KillPoint point, Scene scene)
    {
        var organization = scene.Owner.OrganizationId;
        var bill = (await api.Emulator.Bill.SettledAsync(scene.Mark + point.Asks, Cancellation)).Where(row => row.Correlation == scene.Correlation).ToList();
        Assert.Equal(point.Asks, bill.Count);
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("select count(*) from idempotency_record where org_id = $1 and state = 'done'", organization));
        Assert.Equal(0L, await api.Database.ScalarAsync<long>("select count(*) from hold where org_id = $1 and state = 'held'", organization));
        // What was heard to its end is booked as the provider bills it; what was lost on the way is an estimate and marked as one.
        Assert.Equal(
            1L,
            await api.Database.ScalarAsync<long>("select count(*) from ledger_entry e join idempotency_record r on r.org_id = e.org_id where e.org_id = $1 and r.headers::text ~ ('x-aistudio-call-id[^0-9a-f]+' || e.call_id)", organization));
        var whole = bill.Where(row => row.Ending == Ending.Completed).ToList();
        var exact = await api.Database.ScalarAsync<string>("select format('%s calls, %s in, %s out', count(*), sum(input_tokens), sum(output_tokens)) from ledger_entry where org_id = $1 and not estimated", organization);
        var (estimates, input) = (
            await api.Database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1 and estimated", organization),
            await api.Database.ScalarAsync<long>("select coalesce(sum(input_tokens), 0)::bigint from ledger_entry where org_id = $1 and estimated", organization));
        var cut = bill.Where(row => row.Ending != Ending.Completed).ToList();
        TestContext.Current.SendDiagnosticMessage(
            $"killed {point.Name}: provider asked {bill.Count} × ({string.Join(", ", bill.Select(row => $"{row.Ending} {row.InputTokens}+{row.OutputTokens}"))}), booked {exact}, {estimates} by estimate");
        // The dead node may have heard a count that it did not live to book.
        var booked = whole.Skip(whole.Count > 1 ? (int)estimates : 0).ToList();
        Assert.Equal($"{booked.Count} calls, {booked.Sum(row => row.InputTokens)} in, {booked.Sum(row => row.OutputTokens)} out", exact);
        Assert.True(estimates <= 1 && input >= cut.Sum(row => row.InputTokens), $"{estimates} estimates with {input} tokens of input, {cut.Count} calls were cut");
        Assert.Null(await api.Database.DriftAsync(organization));
    }

    private async Task PointProviderAsync(Scene scene, string url) => await api.Database.ExecuteAsync(
        "update provider_connection set base_url = $2, revision = revision + 1 where org_id = $1 and kind = 'openai'", scene.Owner.OrganizationId, url);

    private static TcpListener Deaf()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static HttpRequestMessage Request(Scene scene)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = ApiSite.Json(scene.Body) };
        request.Headers.Add("Idempotency-Key", "killed");
        return request;
    }

    // Whether the end was heard.
    private static (Task Heard, Task<bool> Over) ListenAsync(HttpClient program, Scene scene, int words)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (heard.Task, Task.Run(async () =>
        {
            try
            {
                using var request = Request(scene);
                using var answer = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
                using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
                for (var count = 0; await reader.ReadLineAsync(Cancellation) is { } line;)
                {
                    if (line == "data: [DONE]")
                        return true;
                    if (line.Contains("\"content\":\"", StringComparison.Ordinal) && !line.Contains("\"content\":\"\"", StringComparison.Ordinal) && ++count >= words)
                        heard.TrySetResult();
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                // The node is dead.
            }

            return false;
        }, Cancellation));
    }

    private static async Task<Answered> AskAsync(HttpClient program, Scene scene)
    {
        using var request = Request(scene);
        using var answer = await program.SendAsync(request, Cancellation);
        return new(
            answer.StatusCode, answer.Headers.TryGetValues("x-aistudio-call-id", out var call) ? call.Single() : "", answer.Headers.Contains("Idempotent-Replayed"),
            await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }

    private sealed record Scene(Caller Owner, string Secret, string Correlation, string Body, int Mark);

    private sealed record Answered(HttpStatusCode Status, string Call, bool Replayed, byte[] Body);

    /// <summary>Keeps a process ready, so that a test does not wait for one to start while another is killed.</summary>
    public sealed class Nodes : IAsyncDisposable
    {
        private Task<WebNode>? _ready;

        internal async Task<WebNode> TakeAsync(ApiSite api)
        {
            var node = await (_ready ?? StartAsync(api));
            _ready = StartAsync(api);
            return node;
        }

        /// <summary>The one that the next test will kill.</summary>
        internal Task<WebNode> NextAsync() => _ready!;

        public async ValueTask DisposeAsync()
        {
            if (_ready is not null)
                await (await _ready).DisposeAsync();
        }

        private static Task<WebNode> StartAsync(ApiSite api) => WebNode.StartAsync(api.SettingsOfAProcess());
    }
}
