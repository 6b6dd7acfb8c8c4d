using AiStudio.BrowserTests.Harness;
using AiStudio.ProviderEmulator;

namespace AiStudio.BrowserTests.Chat;

/// <summary>The app with one real provider's protocol configured, spoken by an emulator that the tests script.</summary>
public abstract class EmulatedProvider(string name, string section, string model) : StudioApp
{
    private ProviderEmulatorHost? _emulator;

    public string Model => model;

    internal ProviderEmulatorHost Emulator => _emulator!;

    protected override string Name => name;

    protected override (string Key, string Value)[] Settings =>
    [
        .. base.Settings,
        ($"Providers__{section}__ApiKey", "sk-emulated"),
        ($"Providers__{section}__BaseUrl", Emulator.OpenAiEndpoint.ToString()),
        ($"Providers__{section}__Model", model),
    ];

    public override async ValueTask InitializeAsync()
    {
        _emulator = await ProviderEmulatorHost.StartAsync(new() { Models = [model], ChunkDelayMs = 25, Words = 60 });
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class OpenAiStudio() : EmulatedProvider("openai", "OpenAi", "gpt-4.1-mini-2025-04-14");

public sealed class AnthropicStudio() : EmulatedProvider("anthropic", "Anthropic", "claude-sonnet-4-5-20250929");
