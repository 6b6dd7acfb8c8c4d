using System.Text.Json;
using AiStudio.Features.Traces.Payloads;
using AiStudio.IntegrationTests.Chat;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.ProviderEmulator;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Traces;

public sealed class RecordingTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Question = "My address is kim.doe@example.org, my card 4111 1111 1111 1111: what is order AB-7788?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turn_OnceItsNodeHasStopped_LeavesSpansDecisionAndRedactedTexts()
    {
        var (owner, call) = await AskedAsync(null);

        var spans = await database.ScalarAsync<string>("select string_agg(name, ' ' order by name) from span where call_id = $1", call);
        using var decision = JsonDocument.Parse((await database.ScalarAsync<string>("select record::text from decision where call_id = $1", call))!);
        var payload = await ReadAsync(owner, call);

        Assert.Equal("gateway.admission gateway.budgets gateway.record gateway.response_cache gather.memory gather.prompt turn.commit", spans);
        Assert.Equal(
            ("label", "production", "private", "closed"),
            (decision.RootElement.GetProperty("prompt").GetProperty("why").GetProperty("kind").GetString(), decision.RootElement.GetProperty("prompt").GetProperty("why").GetProperty("label").GetString(),
                decision.RootElement.GetProperty("payload").GetString(), decision.RootElement.GetProperty("candidates")[0].GetProperty("breaker").GetString()));
        Assert.Equal(owner.UserId, decision.RootElement.GetProperty("owner").GetGuid());
        Assert.True(decision.RootElement.GetProperty("budgets").GetProperty("granted").GetInt64() > 0);
        Assert.DoesNotContain("doe", decision.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.True(payload.Value!.Redacted);
        Assert.Equal("My address is [e-mail], my card [card]: what is order AB-7788?", payload.Value.Messages[^1].Text);
        Assert.NotEmpty(payload.Value.Answer[0].Text);
        Assert.Equal(64, Assert.Single(payload.Value.Upstream).Sha256.Length);
        Assert.NotNull(await database.ScalarAsync<object>("select assistant_id from decision where call_id = $1 and assistant_id is not null", call));
    }

    [Fact]
    public async Task Read_OfSomebodysChat_NeedsAnOpenGrantAndAnAdmin()
    {
        var (owner, call) = await AskedAsync("full");
        var (admin, member) = (await database.AddMemberAsync(owner.OrganizationId, Role.Admin), await database.AddMemberAsync(owner.OrganizationId, Role.Member));

        Assert.Equal(Question, (await ReadAsync(owner, call)).Value!.Messages[^1].Text);
        Assert.Equal("glass_needed", (await ReadAsync(admin, call)).Error?.Code);
        await GrantAsync(admin, admin.UserId, "1 hour");
        await GrantAsync(admin, owner.UserId, "-1 second");
        await GrantAsync(member, owner.UserId, "1 hour");
        Assert.Equal(("glass_needed", "glass_needed"), ((await ReadAsync(admin, call)).Error?.Code, (await ReadAsync(member, call)).Error?.Code));
        await GrantAsync(admin, owner.UserId, "1 hour");

        var opened = await ReadAsync(admin, call);

        Assert.Equal((Question, false), (opened.Value!.Messages[^1].Text, opened.Value.Redacted));
        Assert.Equal(ChatRole.System, opened.Value.Messages[0].Role);
    }

    [Fact]
    public async Task Turn_WhereNothingIsToBeKept_LeavesNoText()
    {
        var (owner, call) = await AskedAsync("off");

        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from call_payload where call_id = $1", call));
        Assert.Equal("stop", await database.ScalarAsync<string>("select record ->> 'finish_reason' from decision where call_id = $1", call));
        Assert.Equal("payload_off", (await ReadAsync(owner, call)).Error?.Code);
        Assert.Equal("no_call", (await ReadAsync(owner, Guid.CreateVersion7())).Error?.Code);
    }

    private async Task<(Caller Owner, Guid Call)> AskedAsync(string? mode)
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var owner = await node.CreateOrganizationAsync(database);
        if (mode is not null)
            await database.ExecuteAsync("insert into payload_policy (org_id, mode) values ($1, $2)", owner.OrganizationId, mode);
        var turn = await node.AskAsync(owner, Question);
        await node.WatchAsync(owner, turn.TurnId);
        var answer = await node.AnswerAsync(owner, turn);
        // What waits to be written is written before a node is gone.
        await node.ShutDownAsync();
        return (owner, answer.Facts!.CallId);
    }

    private async Task<Result<CallPayload>> ReadAsync(Caller reader, Guid call)
    {
        await using var db = await database.Studio.BeginAsync(reader.Scope, Cancellation);
        return await CallPayload.ReadAsync(db, call, Cancellation);
    }

    private Task<int> GrantAsync(Caller admin, Guid person, string length) => database.ExecuteAsync(
        "insert into break_glass (org_id, id, admin_id, person_id, reason, created_at, expires_at) values ($1, $2, $3, $4, 'A complaint of theirs', now() - interval '1 hour', now() + $5::interval)",
        admin.OrganizationId, Guid.CreateVersion7(), admin.UserId, person, length);
}
