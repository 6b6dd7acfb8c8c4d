using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AiStudio.ProviderEmulator;

/// <summary>A running emulator. Tests start one each: it listens on a free loopback port.</summary>
public sealed class ProviderEmulatorHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ProviderEmulatorHost(WebApplication app, ScriptStore scripts, Bill bill)
    {
        this.app = app;
        Scripts = scripts;
        Bill = bill;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        BaseAddress = new Uri(addresses.Addresses.First() + "/");
    }

    /// <summary>The root; what Anthropic's SDK wants as its base address.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The root with <c>/v1</c>; what OpenAI's SDK wants as its endpoint.</summary>
    public Uri OpenAiEndpoint => new(BaseAddress, "v1");

    public ScriptStore Scripts { get; }

    public Bill Bill { get; }

    public static async Task<ProviderEmulatorHost> StartAsync(
        EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        var scripts = new ScriptStore();
        var bill = new Bill(options);
        var app = EmulatorApplication.Build(options, scripts, bill);
        await app.StartAsync(cancellationToken);
        return new ProviderEmulatorHost(app, scripts, bill);
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) =>
        app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
