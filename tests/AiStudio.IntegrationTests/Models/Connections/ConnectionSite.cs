using AiStudio.Features.Models.Connections;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.People;
using AiStudio.ProviderEmulator;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Models.Connections;

/// <summary>A site with an emulator beside it, which a class of tests shares; each test has its own organization.</summary>
public sealed class ConnectionSite(TemplateDatabase template) : IAsyncLifetime
{
    private readonly List<WebApplicationFactory<Program>> _hosts = [];

    internal StudioSite Site { get; } = new(template);

    internal ProviderEmulatorHost Emulator { get; private set; } = null!;

    internal FakeNetwork Network { get; } = new();

    /// <summary>A node that may reach the whole loopback network.</summary>
    internal ConnectionService Open => Service(ref _open, "127.0.0.0/8");

    /// <summary>A node that may reach one host name at the emulator's port, and nothing else that is private.</summary>
    internal ConnectionService Guarded => Service(ref _guarded, $"ollama.internal:{Emulator.BaseAddress.Port}");

    private ConnectionService? _open;
    private ConnectionService? _guarded;

    public async ValueTask InitializeAsync()
    {
        await Site.InitializeAsync();
        Emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await Emulator.DisposeAsync();
        await Site.DisposeAsync();
    }

    internal void Forget()
    {
        Emulator.Scripts.Clear();
        Emulator.Bill.Clear();
        Network.Names.Clear();
        Network.Connections.Clear();
    }

    private ConnectionService Service(ref ConnectionService? service, string allowed)
    {
        if (service is null)
        {
            var host = Site.NewHost(Network.Install, ("Outbound:AllowPrivateAddresses:0", allowed));
            _hosts.Add(host);
            service = host.Services.GetRequiredService<ConnectionService>();
        }

        return service;
    }
}
