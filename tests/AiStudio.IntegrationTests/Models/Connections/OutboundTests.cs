using System.Net;
using AiStudio.Features.Models.Connections;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Models.Connections;

/// <summary>F56, from the service that an admin's button calls to the socket.</summary>
public sealed class OutboundTests : IClassFixture<ConnectionSite>, IAsyncLifetime
{
    private readonly ConnectionSite _site;
    private readonly FakeNetwork _network;
    private readonly ProviderEmulatorHost _emulator;
    private Caller _owner = null!;

    public OutboundTests(ConnectionSite site)
    {
        (_site, _network, _emulator) = (site, site.Network, site.Emulator);
        site.Forget();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConnectionService Service => _site.Guarded;

    public async ValueTask InitializeAsync() => _owner = await _site.Site.AddOrganizationAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TestDraftAsync_AnyFormOfAPrivateAddress_ConnectsNowhere()
    {
        var forms = AddressForms.Literals.SelectMany(host => new[] { $"https://{host}/v1", $"http://{host}:{_emulator.BaseAddress.Port}/v1" }).ToList();
        Assert.True(forms.Count >= 300, $"{forms.Count} forms");

        foreach (var form in forms)
        {
            Assert.Equal("address_refused", await RefusalAsync(form));
        }

        Assert.Empty(_network.Connections);
        Assert.Empty(_emulator.Bill.Rows);
    }

    [Fact]
    public async Task TestDraftAsync_ANameThatMeansAPrivateAddress_ConnectsNowhere()
    {
        foreach (var peer in AddressForms.Peers)
        {
            _network.Names["innocent.example"] = () => [peer];
            Assert.Equal("address_refused", await RefusalAsync("https://innocent.example/v1"));

            _network.Names["innocent.example"] = () => [IPAddress.Parse("93.184.216.34"), peer];
            Assert.Equal("address_refused", await RefusalAsync("https://innocent.example/v1"));
        }

        Assert.Empty(_network.Connections);
    }

    [Fact]
    public async Task TestDraftAsync_ANameThatChangesItsMind_ConnectsToWhatWasLookedAt()
    {
        var answers = new Queue<IPAddress>([IPAddress.Parse("93.184.216.34"), IPAddress.Loopback]);
        _network.Names["rebind.example"] = () => [answers.Count > 1 ? answers.Dequeue() : answers.Peek()];

        var outcome = await Service.TestDraftAsync(_owner, Draft("https://rebind.example/v1"), null, Cancellation);

        Assert.False(outcome.Value!.Answered);
        Assert.All(_network.Connections, peer => Assert.Equal("93.184.216.34", peer.Address.ToString()));
        Assert.Equal("address_refused", await RefusalAsync("https://rebind.example/v1"));
        Assert.DoesNotContain(_network.Connections, peer => IPAddress.IsLoopback(peer.Address));
    }

    [Fact]
    public async Task TestDraftAsync_AHostThatTheOperatorOpened_IsReached()
    {
        _network.Names["ollama.internal"] = () => [IPAddress.Loopback];

        var outcome = (await Service.TestDraftAsync(_owner, Draft($"http://ollama.internal:{_emulator.BaseAddress.Port}/v1"), null, Cancellation)).Value!;

        Assert.True(outcome.Answered, outcome.Sentence);
        Assert.Contains("answered with gpt-4.1-nano-2025-04-14", outcome.Sentence, StringComparison.Ordinal);
        Assert.Single(_emulator.Bill.Rows);
        Assert.Equal("address_refused", await RefusalAsync("http://ollama.internal:9/v1"));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task TestDraftAsync_ARedirect_IsNotFollowed(int status)
    {
        await using var thief = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        _network.Names["ollama.internal"] = () => [IPAddress.Loopback];
        _emulator.Scripts.Add(new Script { Status = status, Times = Script.Forever, Headers = new Dictionary<string, string> { ["location"] = $"{thief.OpenAiEndpoint}/chat/completions" } });

        var outcome = (await Service.TestDraftAsync(_owner, Draft($"http://ollama.internal:{_emulator.BaseAddress.Port}/v1"), null, Cancellation)).Value!;

        Assert.Equal((false, "provider_invalid_response"), (outcome.Answered, outcome.ErrorCode));
        Assert.Empty(thief.Bill.Rows);
        Assert.All(_network.Connections, peer => Assert.Equal(_emulator.BaseAddress.Port, peer.Port));
    }

    // Refused when it is typed, or when it is tried: nothing in between.
    private async Task<string?> RefusalAsync(string url)
    {
        var result = await Service.TestDraftAsync(_owner, Draft(url), null, Cancellation);
        return result.Succeeded ? result.Value.ErrorCode : result.Error.Code;
    }

    private static ConnectionDraft Draft(string url) => new() { Name = "Somewhere", Kind = ProviderKind.OpenAi, BaseUrl = url, ApiKey = "sk-draft-0001" };
}
