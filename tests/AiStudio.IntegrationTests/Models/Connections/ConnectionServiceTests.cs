using AiStudio.Features.Models.Connections;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Models.Connections;

public sealed class ConnectionServiceTests : IClassFixture<ConnectionSite>, IAsyncLifetime
{
    private readonly ConnectionSite _fixture;
    private readonly StudioSite _site;
    private readonly ProviderEmulatorHost _emulator;
    private Caller _owner = null!;

    public ConnectionServiceTests(ConnectionSite fixture)
    {
        (_fixture, _site, _emulator) = (fixture, fixture.Site, fixture.Emulator);
        fixture.Forget();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConnectionService Service => _fixture.Open;

    public async ValueTask InitializeAsync() => _owner = await _site.AddOrganizationAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AddAsync_AnAzureConnection_IsKeptWholeAndItsKeySealed()
    {
        var id = await AddAsync(Azure);

        var view = Assert.Single(await Service.ListAsync(_owner, Cancellation), connection => connection.Id == id);
        Assert.Equal(("Azure", "https://x.openai.azure.com/openai/deployments/y", true, KeyHeader.ApiKey), (view.Name, view.BaseUrl, view.HasKey, view.KeyHeader));
        Assert.Equal(("2024-10-21", "org-1"), (view.Query["api-version"], view.Headers["OpenAI-Organization"]));
        var stored = await _site.Database.ScalarAsync<string>("select to_jsonb(c)::text from provider_connection c where id = $1", id);
        Assert.DoesNotContain("azure-key", stored, StringComparison.Ordinal);
        Assert.Contains("\"api-key\"", stored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Content-Length", "0")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Cookie", "a=b")]
    [InlineData("Authorization", "Bearer x")]
    [InlineData("x-api-key", "x")]
    [InlineData("X-Forwarded-For", "1.1.1.1")]
    [InlineData("Connection", "close")]
    [InlineData("X-Title\r\nHost", "x")]
    [InlineData("X-Title", "a\r\nHost: evil.example")]
    [InlineData("X-Title", "a\0b")]
    [InlineData("X-Title", "")]
    public async Task AddAsync_AHeaderOutsideTheList_IsRefused(string name, string value)
    {
        var result = await Service.AddAsync(_owner, Azure with { Headers = new Dictionary<string, string> { [name] = value } }, Cancellation);

        Assert.Equal("connection_extra", result.Error?.Code);
    }

    [Theory]
    [InlineData("https://resource#.openai.azure.com/openai")]
    [InlineData("https://x.openai.azure.com/openai?api-version=1")]
    [InlineData("https://user:pass@x.openai.azure.com/openai")]
    [InlineData("https://10.0.0.1/openai")]
    public async Task AddAsync_AnAddressThatIsNone_IsRefused(string url) =>
        Assert.NotNull((await Service.AddAsync(_owner, Azure with { BaseUrl = url }, Cancellation)).Error);

    [Theory]
    [InlineData("https://x.openai.azure.com/openai/v1", false)]
    [InlineData("https://X.OPENAI.azure.com:443/openai/deployments/z", false)]
    [InlineData("https://y.openai.azure.com/openai/deployments/y", true)]
    [InlineData("https://x.openai.azure.com.evil.example/openai/deployments/y", true)]
    [InlineData("http://127.0.0.1/openai/deployments/y", true)]
    public async Task EditAsync_OfTheAddress_ForgetsTheKeyExceptOnTheSameOrigin(string url, bool forgotten)
    {
        var id = await AddAsync(Azure);

        var saved = await Service.EditAsync(_owner, id, Azure with { BaseUrl = url, ApiKey = "" }, Cancellation);

        Assert.Equal(forgotten, saved.Value!.KeyForgotten);
        Assert.Equal(!forgotten, (await ViewAsync(id)).HasKey);
    }

    [Fact]
    public async Task EditAsync_OfTheAddressWithANewKey_KeepsTheNewOne()
    {
        var id = await AddAsync(Azure);

        var saved = await Service.EditAsync(_owner, id, Azure with { BaseUrl = "https://elsewhere.example/v1", ApiKey = "sk-for-elsewhere" }, Cancellation);

        Assert.False(saved.Value!.KeyForgotten);
        Assert.True((await ViewAsync(id)).HasKey);
    }

    [Theory]
    [InlineData(KeyHeader.Authorization, ProviderKind.OpenAi)]
    [InlineData(KeyHeader.ApiKey, ProviderKind.OpenAi)]
    [InlineData(KeyHeader.XApiKey, ProviderKind.Anthropic)]
    public async Task TestAsync_OfASavedConnection_SendsItsKeyAndIsMetered(KeyHeader header, ProviderKind kind)
    {
        var id = await AddAsync(Local with { Kind = kind, KeyHeader = header });

        var outcome = (await Service.TestAsync(_owner, id, null, Cancellation)).Value!;

        Assert.True(outcome.Answered, outcome.Sentence);
        var row = Assert.Single(_emulator.Bill.Rows);
        Assert.Equal("0001", row.KeyEnding);
        var entry = await _site.Database.ScalarAsync<string>("select feature || ' ' || (input_tokens + output_tokens) from ledger_entry where org_id = $1", _owner.OrganizationId);
        Assert.Equal($"connection_test {row.InputTokens + row.OutputTokens}", entry);
    }

    [Fact]
    public async Task TestDraftAsync_OfAnotherAddress_NeverSendsTheStoredKey()
    {
        var id = await AddAsync(Local);
        _emulator.Scripts.Add(new Script { Text = "ok" });

        var outcome = (await Service.TestDraftAsync(_owner, Local with { BaseUrl = $"{_emulator.OpenAiEndpoint}/x/..", ApiKey = "" }, null, Cancellation)).Value!;

        Assert.Equal((false, "provider_authentication_failed"), (outcome.Answered, outcome.ErrorCode));
        Assert.Null(Assert.Single(_emulator.Bill.Rows).KeyEnding);
        Assert.True((await ViewAsync(id)).HasKey);
    }

    [Theory]
    [InlineData(401, "provider_authentication_failed", "key")]
    [InlineData(404, "provider_rejected_request", "404")]
    [InlineData(503, "provider_unavailable", "503")]
    public async Task TestAsync_OfARefusal_AnswersWithASentence(int status, string code, string word)
    {
        var id = await AddAsync(Local);
        _emulator.Scripts.Add(Script.Refuse(status) with { Times = Script.Forever });

        var outcome = (await Service.TestAsync(_owner, id, null, Cancellation)).Value!;

        Assert.Equal((false, code), (outcome.Answered, outcome.ErrorCode));
        Assert.Contains(word, outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestAsync_OfAServerThatHangs_EndsAfterTenSeconds()
    {
        var id = await AddAsync(Local);
        _emulator.Scripts.Add(new Script { Fault = new(FaultKind.Hang), Times = Script.Forever });

        var outcome = (await Service.TestAsync(_owner, id, null, Cancellation)).Value!;

        Assert.Equal("provider_timeout", outcome.ErrorCode);
        Assert.InRange(outcome.Took, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task TestAsync_OfAModelWithoutAPrice_IsRefused()
    {
        var result = await Service.TestAsync(_owner, await AddAsync(Local), "house-9", Cancellation);

        Assert.Equal("price_unknown", result.Error?.Code);
        Assert.Empty(_emulator.Bill.Rows);
    }

    [Fact]
    public async Task Changes_AreInTheActivityLogWithoutTheKey()
    {
        var id = await AddAsync(Azure);
        await Service.EditAsync(_owner, id, Azure with { Name = "Azure 2", BaseUrl = "https://elsewhere.example/v1", ApiKey = "" }, Cancellation);
        await Service.RotateKeyAsync(_owner, id, "azure-key-two", Cancellation);
        await Service.DisableAsync(_owner, id, Cancellation);
        await Service.EnableAsync(_owner, id, Cancellation);

        Assert.Equal("connection.added connection.edited connection.key_rotated connection.disabled connection.enabled", await _site.Database.ScalarAsync<string>(
            "select string_agg(action, ' ' order by id) from activity_log where org_id = $1 and subject_id = $2", _owner.OrganizationId, id));
        Assert.Equal(0, await _site.Database.ScalarAsync<long>("select count(*) from activity_log where detail::text like '%azure-key%'"));
        Assert.Null((await ViewAsync(id)).DisabledAt);
    }

    [Fact]
    public async Task Anything_ByAMember_IsRefused()
    {
        var id = await AddAsync(Azure);
        var member = await _site.AddMemberAsync(_owner.OrganizationId, Role.Finance);

        Assert.Empty(await Service.ListAsync(member, Cancellation));
        Assert.Equal("admins_only", (await Service.AddAsync(member, Azure with { Name = "Mine" }, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await Service.RotateKeyAsync(member, id, "sk-stolen", Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await Service.TestAsync(member, id, null, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await Service.TestDraftAsync(member, Azure, null, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Anything_OfAnotherOrganization_IsNotFound()
    {
        var id = await AddAsync(Azure);
        var stranger = await _site.AddOrganizationAsync("Other");

        Assert.Equal("no_connection", (await Service.RotateKeyAsync(stranger, id, "sk-other", Cancellation)).Error?.Code);
        Assert.Equal("no_connection", (await Service.TestAsync(stranger, id, null, Cancellation)).Error?.Code);
        Assert.DoesNotContain(await Service.ListAsync(stranger, Cancellation), connection => connection.Id == id);
    }

    [Fact]
    public async Task AddAsync_ANameTwice_IsAConflict()
    {
        await AddAsync(Azure);

        Assert.Equal("connection_name_taken", (await Service.AddAsync(_owner, Azure, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Configured_Connection_IsChangedInTheConfigurationAndStaysDisabledWhenAnAdminSaysSo()
    {
        await using var node = _site.NewHost(null, ("Providers:OpenAi:ApiKey", "sk-configured"), ("Providers:OpenAi:BaseUrl", _emulator.OpenAiEndpoint.ToString()));
        var service = node.Services.GetRequiredService<ConnectionService>();
        var configured = Assert.Single(await service.ListAsync(_owner, Cancellation), connection => connection.Configured);

        Assert.Equal("connection_configured", (await service.RotateKeyAsync(_owner, configured.Id, "sk-mine", Cancellation)).Error?.Code);
        Assert.True((await service.TestAsync(_owner, configured.Id, null, Cancellation)).Value!.Answered);
        Assert.True((await service.DisableAsync(_owner, configured.Id, Cancellation)).Succeeded);
        await using var next = _site.NewHost(null, ("Providers:OpenAi:ApiKey", "sk-configured"), ("Providers:OpenAi:BaseUrl", _emulator.OpenAiEndpoint.ToString()));

        Assert.NotNull(Assert.Single(await next.Services.GetRequiredService<ConnectionService>().ListAsync(_owner, Cancellation), connection => connection.Configured).DisabledAt);
    }

    private static ConnectionDraft Azure => new()
    {
        Name = "Azure", BaseUrl = "https://x.openai.azure.com/openai/deployments/y", ApiKey = "azure-key-one", KeyHeader = KeyHeader.ApiKey,
        Query = new Dictionary<string, string> { ["api-version"] = "2024-10-21" }, Headers = new Dictionary<string, string> { ["OpenAI-Organization"] = "org-1" },
    };

    private ConnectionDraft Local => new() { Name = "House", BaseUrl = _emulator.OpenAiEndpoint.ToString(), ApiKey = "sk-house-0001" };

    private async Task<Guid> AddAsync(ConnectionDraft draft)
    {
        var saved = await Service.AddAsync(_owner, draft, Cancellation);
        Assert.True(saved.Succeeded, saved.Error?.Message);
        return saved.Value.Id;
    }

    private async Task<ConnectionView> ViewAsync(Guid id) => Assert.Single(await Service.ListAsync(_owner, Cancellation), connection => connection.Id == id);
}
