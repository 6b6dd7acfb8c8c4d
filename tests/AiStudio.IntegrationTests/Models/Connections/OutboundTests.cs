using System.Net;
using AiStudio.Features.Models.Connections;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Models.Connections;

/// <summary>F56, from the service that an admin's button calls to the socket.</summary>
public sealed class OutboundTests(TemplateDatabase template) : IAsyncLifetime
{
    private readonly StudioSite _site = new(template);
    private readonly FakeNetwork _network = new();
    private ProviderEmulatorHost _emulator = null!;
    private WebApplicationFactory<Program> _host = null!;
    private Caller _owner = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConnectionService Service => _host.Services.GetRequiredService<ConnectionService>();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _emulator = await ProviderEmulatorHost.StartAsync(new() { KeepRequestBodies = true }, Cancellation);
        _host = _site.NewHost(_network.Install, ("Outbound:AllowPrivateAddresses:0", $"ollama.internal:{_emulator.BaseAddress.Port}"));
        _owner = await _site.AddOrganizationAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _emulator.DisposeAsync();
        await _site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

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
