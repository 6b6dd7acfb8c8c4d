using AiStudio.BrowserTests.Harness;
using AiStudio.ProviderEmulator;

namespace AiStudio.BrowserTests.Models;

/// <summary>The app with the local model alone, beside a provider that an admin may connect to.</summary>
public sealed class HouseStudio : StudioApp
{
    public const string Model = "gpt-4.1-mini-2025-04-14";

    private ProviderEmulatorHost? _emulator;

    internal ProviderEmulatorHost Emulator => _emulator!;

    protected override string Name => "house";

    protected override (string Key, string Value)[] Settings => [.. base.Settings, ("Outbound__AllowPrivateAddresses__0", "127.0.0.1")];

    public override async ValueTask InitializeAsync()
    {
        _emulator = await ProviderEmulatorHost.StartAsync(new() { Models = [Model] });
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }
}
