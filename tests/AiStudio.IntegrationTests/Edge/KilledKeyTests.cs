using System.Net;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>A node is killed when a key is made, or its secret renewed, and nobody has been told: who asks again gets that same key.</summary>
public sealed class KilledKeyTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_MadeByANodeThatDied_IsTheOneThatIsMadeAgain()
    {
        var (owner, program) = await api.NewProgramAsync(ApiKeyScope.Admin, ApiKeyScope.Chat);
        using var asking = program;
        const string Wanted = """{"name":"Made once","scopes":["chat"]}""";

        await KilledBeforeTheAnswerAsync(owner, program, "/api/keys", Wanted, "select count(*) from api_key where org_id = $1 and name = 'Made once'");
        var made = await TellAsync(program, "/api/keys", Wanted);

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("select count(*) from api_key where org_id = $1 and name = 'Made once'", owner.OrganizationId));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(made.Secret));
        Assert.Equal(HttpStatusCode.Conflict, (await TellAsync(program, "/api/keys", Wanted)).Status);
    }

    [Fact]
    public async Task Rotation_OfANodeThatDied_LeavesTheOldSecretItsOverlap()
    {
        var (owner, program) = await api.NewProgramAsync(ApiKeyScope.Admin, ApiKeyScope.Chat);
        using var asking = program;
        var old = await api.IssueAsync(owner, ApiKeyScope.Chat);
        const string Wanted = """{"overlapHours":24}""";

        await KilledBeforeTheAnswerAsync(owner, program, $"/api/keys/{old.Id}/rotate", Wanted, "select count(*) from api_key where org_id = $1 and rotation_id is not null");
        var renewed = await TellAsync(program, $"/api/keys/{old.Id}/rotate", Wanted);

        Assert.Equal(HttpStatusCode.OK, renewed.Status);
        Assert.NotEqual(old.Secret, renewed.Secret);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await TryAsync(old.Secret), await TryAsync(renewed.Secret)));
    }

    // It waits to write the key, then to keep its answer, and there it dies.
    private async Task KilledBeforeTheAnswerAsync(Caller owner, HttpClient program, string path, string json, string done)
    {
        await using var node = await WebNode.StartAsync(api.SettingsOfAProcess());
        using var first = api.ProgramWith(program.DefaultRequestHeaders.Authorization!.Parameter, node.Address);
        Task asked;
        await using (var keys = await TableLock.TakeAsync(api.Database, "activity_log"))
        {
            asked = LoseAsync(first, path, json);
            await keys.WaitForVictimAsync(Cancellation);
            await using var answers = await TableLock.TakeAsync(api.Database, "idempotency_record");
            await keys.DisposeAsync();
            while (await api.Database.ScalarAsync<long>(done, owner.OrganizationId) == 0)
                await Task.Delay(20, Cancellation);
            await answers.WaitForVictimAsync(Cancellation);
            await node.KillAsync();
            await answers.DropVictimsAsync();
        }

        await asked;
        await api.Database.ExecuteAsync("update idempotency_record set lease_until = now() where org_id = $1 and state = 'running'", owner.OrganizationId);
    }

    private static async Task LoseAsync(HttpClient program, string path, string json)
    {
        try
        {
            using var answer = await ApiSite.PostAsync(program, path, json, ("Idempotency-Key", "killed"));
        }
        catch (HttpRequestException)
        {
            // The node is dead.
        }
    }

    private static async Task<(HttpStatusCode Status, string Secret)> TellAsync(HttpClient program, string path, string json)
    {
        using var answer = await ApiSite.PostAsync(program, path, json, ("Idempotency-Key", "killed"));
        using var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return (answer.StatusCode, told.RootElement.TryGetProperty("secret", out var secret) ? secret.GetString()! : "");
    }

    private async Task<HttpStatusCode> TryAsync(string secret)
    {
        using var program = api.ProgramWith(secret);
        using var answer = await program.GetAsync("/v1/models", Cancellation);
        return answer.StatusCode;
    }
}
