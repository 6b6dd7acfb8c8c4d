using System.Net;
using System.Net.Http.Headers;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Api;

public sealed class ApiKeyTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const string Hello = """{"model":"balanced","messages":[{"role":"user","content":"Hi"}]}""";

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_IsShownOnce_AndOnlyItsHashIsKept()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var issued = await api.IssueAsync(owner);

        Assert.Matches("^ais_[0-9a-f]{16}_[0-9a-f]{64}$", issued.Secret);
        var row = await api.Database.ScalarAsync<string>("select row_to_json(k)::text from api_key k where id = $1", issued.Id);
        Assert.DoesNotContain(issued.Secret[21..], row, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(ApiKeySecret.Hash(issued.Secret)), row, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Secret, await api.Database.ScalarAsync<string>("select coalesce(string_agg(detail::text, ''), '') from activity_log where subject_id = $1", issued.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryPrefixSuffixAndMutationOfAKey_IsRefusedWithTheSameAnswer()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var key = (await api.IssueAsync(owner)).Secret;
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(key)).Status);

        var none = await TryAsync(null);
        var forms = Enumerable.Range(0, key.Length).SelectMany(i => new[] { key[..i], key[i..] is var tail && i > 0 ? tail : "x", key[..i] + (key[i] == 'a' ? 'b' : 'a') + key[(i + 1)..] })
            .Append(key.ToUpperInvariant()).Append(key + "0").Append(Convert.ToHexString(ApiKeySecret.Hash(key))).Append("sk-" + key).Where(form => form.Length > 0 && form != key);
        foreach (var form in forms)
        {
            var answer = await TryAsync(form);
            Assert.Equal(none, answer);
        }

        Assert.Equal(HttpStatusCode.OK, (await TryAsync(key)).Status);
    }

    [Fact]
    public async Task Key_ThatEnds_MakesNoneThatOutlivesIt()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var end = new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var maker = await api.IssueAsync(owner, new NewApiKey("Maker", [ApiKeyScope.Admin, ApiKeyScope.Chat], [], end));
        using var program = api.ProgramWith(maker.Secret);
        var desk = new Management.Desk(program, owner);

        var silent = await desk.PostAsync("/api/keys", """{"name":"a","scopes":["chat"]}""");
        var shorter = await desk.PostAsync("/api/keys", """{"name":"b","scopes":["chat"],"expiresAt":"2035-01-01T00:00:00Z"}""");
        var longer = await desk.PostAsync("/api/keys", """{"name":"c","scopes":["chat"],"expiresAt":"2036-01-01T00:00:01Z"}""");

        Assert.Equal(end, (await desk.GetAsync(silent.Location!)).Json.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(end.AddYears(-1), (await desk.GetAsync(shorter.Location!)).Json.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal((403, "beyond_own_key"), (longer.Status, longer.Code));
    }

    [Fact]
    public async Task Key_IsMadeWithItsBudget_AndThenMakesNoneThatWouldNotCountInIt()
    {
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner, new NewApiKey("Maker", [ApiKeyScope.Admin, ApiKeyScope.Chat], [], null))).Secret);
        var desk = new Management.Desk(program, owner);

        var made = await desk.PostAsync("/api/keys", """{"name":"Capped","scopes":["admin","chat"],"budget":{"capNanoUsd":1000,"period":"day"}}""");
        using var capped = api.ProgramWith(made.Json.GetProperty("secret").GetString());
        using var question = new StringContent(Hello, new MediaTypeHeaderValue("application/json"));
        using var refused = await capped.PostAsync("/v1/chat/completions", question, Stopping);
        var another = await new Management.Desk(capped, owner).PostAsync("/api/keys", """{"name":"Free","scopes":["chat"]}""");
        var half = await desk.PostAsync("/api/keys", """{"name":"Half","scopes":["chat"],"budget":{"period":"day"}}""");
        var nothing = await desk.PostAsync("/api/keys", """{"name":"Nothing","scopes":["chat"],"budget":{"capNanoUsd":-1,"period":"day"}}""");

        var budget = (await desk.GetAsync(made.Location!)).Json.GetProperty("budget");
        Assert.Equal((1000, "day"), (budget.GetProperty("capNanoUsd").GetInt64(), budget.GetProperty("period").GetString()));
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.StatusCode, (await refused.Content.ReadAsStringAsync(Stopping)).Contains("budget_exhausted", StringComparison.Ordinal)));
        Assert.Equal((403, "beyond_own_key"), (another.Status, another.Code));
        Assert.Equal((400, "body_invalid"), (half.Status, half.Code));
        Assert.Equal((400, "budget_cap"), (nothing.Status, nothing.Code));
    }

    [Fact]
    public async Task Key_InAnyOtherPlaceThanTheHeader_IsNotTaken()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var key = (await api.IssueAsync(owner)).Secret;
        foreach (var query in new[] { $"?key={key}", $"?api_key={key}", $"?access_token={key}", $"?authorization=Bearer%20{key}" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await TryAsync(null, "/v1/models" + query)).Status);
        }

        foreach (var header in new[] { "x-api-key", "api-key", "x-goog-api-key", "proxy-authorization", "cookie" })
        {
            using var program = api.ProgramWith(null);
            program.DefaultRequestHeaders.Add(header, header == "cookie" ? $"authorization={key}" : key);
            using var answer = await program.GetAsync("/v1/models", Stopping);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var basic = api.ProgramWith(null);
        basic.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{key}:")));
        using var refused = await basic.GetAsync("/v1/models", Stopping);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task FiveHundredInjectionsAsTheKey_AllGetTheOneAnswer_AndNoneReachesTheDatabase()
    {
        string[] starts = ["", "ais_", "ais_0123456789abcdef_", "' ", "\" ", ") ", "ais_0123456789abcde'_", "0 "];
        string[] payloads =
        [
            "' or '1'='1", "' or 1=1 --", "'; select pg_sleep(5) --", "'; drop table api_key; --", "' union select null,null,null --", "\\'; --", "$$; select 1; $$", "'||pg_sleep(5)||'",
            "%27%20or%201=1", "' and extractvalue(1,1) --", "*", "%", "_", "' or 'x' like 'x", "1; copy (select '') to program 'id'", "';select * from app_user;--", "' or exists(select 1)--", "{{7*7}}", "${jndi:ldap://x}",
            "admin'--", "' limit 1 --", "') or ('1'='1", "' or true--", "' group by 1 --", "/**/or/**/1=1", "' order by 100--", "0x27206f7220313d31", "chr(39)||chr(39)", "' is null or ''='", "e'\\x27'", "%00' or 1=1", "../../etc/passwd",
        ];
        string[] ends = ["", "--", new('0', 64)];
        var none = await TryAsync(null);
        var forms = (from start in starts from payload in payloads from end in ends select start + payload + end).ToList();
        Assert.InRange(forms.Count, 500, int.MaxValue);
        Assert.All(forms, form => Assert.Null(ApiKeySecret.PublicIdOf(form)));

        await Parallel.ForEachAsync(forms, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stopping }, async (form, _) => Assert.Equal(none, await TryAsync(form)));
    }

    [Fact]
    public async Task TwoKeysThatShareTheirPublicId_NeverShareAnAnswer()
    {
        var (one, other) = (await api.Site.AddOrganizationAsync(), await api.Site.AddOrganizationAsync());
        var (mine, theirs) = (await api.IssueAsync(one), await api.IssueAsync(other));
        await api.Database.ExecuteAsync("update api_key set prefix = (select prefix from api_key where id = $1), secret_hash = $3 where id = $2", mine.Id, theirs.Id, ApiKeySecret.Hash(mine.Secret[..21] + theirs.Secret[21..]));

        var lookup = api.Host.Services.GetRequiredService<ApiKeyLookup>();
        Assert.Equal(one.OrganizationId, (await lookup.FindAsync(mine.Secret, Stopping))?.Creator.OrganizationId);
        Assert.Equal(other.OrganizationId, (await lookup.FindAsync(mine.Secret[..21] + theirs.Secret[21..], Stopping))?.Creator.OrganizationId);
        Assert.Null(await lookup.FindAsync(theirs.Secret, Stopping));
    }

    [Fact]
    public async Task Revoked_IsRefusedOnAnotherNodeWithinFiveSeconds()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var issued = await api.IssueAsync(owner);
        await using var other = api.StartNode();
        using var program = api.ProgramWith(issued.Secret, other.ClientOptions.BaseAddress);
        using var before = await program.GetAsync("/v1/models", Stopping);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await using var scope = api.Host.Services.CreateAsyncScope();
        Assert.True((await ApiSite.Keys(scope).RevokeAsync(owner, issued.Id, Stopping)).Succeeded);

        await Eventually.FalseAsync(async () => (await program.GetAsync("/v1/models", Stopping)).StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await TryAsync(issued.Secret)).Status);
    }

    [Fact]
    public async Task Rotated_BothSecretsAreGoodUntilTheOverlapEnds_AndTheKeyKeepsItsId()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var old = await api.IssueAsync(owner);
        await using var scope = api.Host.Services.CreateAsyncScope();
        var renewed = (await ApiSite.Keys(scope).RotateAsync(owner, old.Id, TimeSpan.FromHours(1), Guid.CreateVersion7(), Stopping)).Value!;

        Assert.Equal((old.Id, old.Secret[..21]), (renewed.Id, renewed.Secret[..21]));
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(old.Secret)).Status);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(renewed.Secret)).Status);

        await api.Database.ExecuteAsync("update api_key set previous_until = now() where id = $1", old.Id);
        await Eventually.FalseAsync(async () => (await TryAsync(old.Secret)).Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(renewed.Secret)).Status);

        var last = (await ApiSite.Keys(scope).RotateAsync(owner, old.Id, TimeSpan.Zero, Guid.CreateVersion7(), Stopping)).Value!;
        await Eventually.FalseAsync(async () => (await TryAsync(renewed.Secret)).Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(last.Secret)).Status);
    }

    [Fact]
    public async Task Rotate_SomebodyElsesKey_IsRefusedEvenToTheOwner_ButTheyMayRevokeIt()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var stranger = await api.Site.AddOrganizationAsync();
        var issued = await api.IssueAsync(member, ApiKeyScope.Chat);
        await using var scope = api.Host.Services.CreateAsyncScope();
        var keys = ApiSite.Keys(scope);

        Assert.Equal("no_key", (await keys.RotateAsync(owner, issued.Id, TimeSpan.Zero, Guid.CreateVersion7(), Stopping)).Error?.Code);
        Assert.Equal("no_key", (await keys.RevokeAsync(stranger, issued.Id, Stopping)).Error?.Code);
        Assert.Equal("no_key", (await keys.RevokeAsync(await api.Site.AddMemberAsync(owner.OrganizationId, Role.Finance), issued.Id, Stopping)).Error?.Code);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(issued.Secret)).Status);
        Assert.True((await keys.RevokeAsync(owner, issued.Id, Stopping)).Succeeded);
    }

    [Fact]
    public async Task Scopes_OfAKey_AreNeverMoreThanItsCreatorHas_AlsoAfterTheCreatorLosesThem()
    {
        var owner = await api.Site.AddOrganizationAsync();
        await using var scope = api.Host.Services.CreateAsyncScope();
        var lookup = api.Host.Services.GetRequiredService<ApiKeyLookup>();
        var random = new Random(42);
        foreach (var role in Enum.GetValues<Role>())
        {
            for (var i = 0; i < 8; i++)
            {
                var creator = await api.Site.AddMemberAsync(owner.OrganizationId, role);
                var wanted = Enum.GetValues<ApiKeyScope>().Where(_ => random.Next(2) == 0).DefaultIfEmpty(ApiKeyScope.Chat).ToArray();
                var made = await ApiSite.Keys(scope).CreateAsync(creator, new NewApiKey("Property", wanted, [], null), Stopping);
                Assert.Equal(wanted.All(right => role.Reaches(right)), made.Succeeded);
                if (!made.Succeeded)
                {
                    continue;
                }

                var later = Enum.GetValues<Role>()[random.Next(4)];
                await api.Database.ExecuteAsync("update membership set role = $1 where user_id = $2", later.ToName(), creator.UserId);
                var grant = await lookup.FindAsync(made.Value.Secret, Stopping);
                Assert.Equal(wanted.Where(right => later.Reaches(right)).ToHashSet(), grant!.Scopes);
                Assert.Equal(grant.Scopes.Contains(ApiKeyScope.Admin) ? later : Role.Member, grant.Creator.Role);
            }
        }
    }

    [Theory]
    [InlineData("update membership set disabled_at = now() where user_id = $1")]
    [InlineData("update app_user set disabled_at = now() where id = $1")]
    [InlineData("update organization set suspended_at = now() where id = (select org_id from membership where user_id = $1)")]
    [InlineData("update api_key set expires_at = now() where created_by = $1")]
    public async Task Key_OfWhomOrWhatHasEnded_IsRefusedWithinFiveSeconds(string change)
    {
        var owner = await api.Site.AddOrganizationAsync();
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var key = (await api.IssueAsync(member, ApiKeyScope.Chat)).Secret;
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(key)).Status);

        await api.Database.ExecuteAsync(change, member.UserId);

        await Eventually.FalseAsync(async () => (await TryAsync(key)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Scope_ThatTheKeyLacks_Is403AndNamesIt()
    {
        var (_, program) = await api.NewProgramAsync(ApiKeyScope.Embeddings);
        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json(Hello), Stopping);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("“chat”", await answer.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_ThatTheKeyMayNotUse_DoesNotExistForIt()
    {
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner, new NewApiKey("Narrow", [ApiKeyScope.Chat, ApiKeyScope.Embeddings], ["fast"], null))).Secret);

        using var allowed = await program.PostAsync("/v1/chat/completions", ApiSite.Json(Hello.Replace("balanced", "fast", StringComparison.Ordinal)), Stopping);
        using var refused = await program.PostAsync("/v1/chat/completions", ApiSite.Json(Hello), Stopping);
        using var vectors = await program.PostAsync("/v1/embeddings", ApiSite.Json("""{"model":"embedding","input":"x"}"""), Stopping);
        var listed = await program.GetStringAsync("/v1/models", Stopping);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (allowed.StatusCode, refused.StatusCode, vectors.StatusCode));
        Assert.Equal(1, listed.Split("\"id\":").Length - 1);
    }

    [Fact]
    public async Task Budget_OfTheKey_StopsThatKeyOnly()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var (poor, rich) = (await api.IssueAsync(owner), await api.IssueAsync(owner));
        await api.Database.ExecuteAsync("insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd) values ($1, $2, 'Poor key', 'api_key', $3, 'month', 0)", owner.OrganizationId, Guid.CreateVersion7(), poor.Id.ToString());

        using var refused = await api.ProgramWith(poor.Secret).PostAsync("/v1/chat/completions", ApiSite.Json(Hello), Stopping);
        using var answered = await api.ProgramWith(rich.Secret).PostAsync("/v1/chat/completions", ApiSite.Json(Hello), Stopping);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, answered.StatusCode));
        Assert.Equal("false", refused.Headers.GetValues("x-should-retry").Single());
        Assert.Contains("Poor key", await refused.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_OfAKey_IsWrittenDownLater_OnceForManyRequests()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var issued = await api.IssueAsync(owner);
        for (var i = 0; i < 5; i++)
        {
            await TryAsync(issued.Secret);
        }

        Assert.Equal(default, await api.Database.ScalarAsync<DateTime>("select last_used_at from api_key where id = $1", issued.Id));
        var use = api.Host.Services.GetRequiredService<ApiKeyUse>();
        await use.WriteAsync(Stopping);
        var written = await api.Database.ScalarAsync<DateTime>("select last_used_at from api_key where id = $1", issued.Id);
        Assert.InRange(DateTime.UtcNow - written, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await use.WriteAsync(Stopping);
        Assert.Equal(written, await api.Database.ScalarAsync<DateTime>("select last_used_at from api_key where id = $1", issued.Id));
    }

    [Theory]
    [InlineData("", "chat", 1, "name")]
    [InlineData("a\nb", "chat", 1, "name")]
    [InlineData("Key", "", 1, "scopes")]
    [InlineData("Key", "chat", -1, "expiry")]
    public async Task Create_WithSomethingMissing_SaysWhat(string name, string scopes, int days, string code)
    {
        var owner = await api.Site.AddOrganizationAsync();
        await using var scope = api.Host.Services.CreateAsyncScope();
        var wanted = new NewApiKey(name, scopes.Length == 0 ? [] : [ApiKeyScopes.Parse(scopes)!.Value], [], DateTimeOffset.UtcNow.AddDays(days));
        Assert.Equal(code, (await ApiSite.Keys(scope).CreateAsync(owner, wanted, Stopping)).Error?.Code);
    }

    private async Task<(HttpStatusCode Status, string Body)> TryAsync(string? key, string path = "/v1/models")
    {
        using var program = api.ProgramWith(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}"));
        }

        using var answer = await program.SendAsync(request, Stopping);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? "" : await answer.Content.ReadAsStringAsync(Stopping));
    }
}
