namespace AiStudio.ProviderEmulator;

// Declared by hand: a generated public Program would clash with the app's own in the tests that reference both.
internal static class Program
{
    private static async Task Main(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        var options = settings.Get<EmulatorOptions>() ?? new EmulatorOptions();
        await using var host = await ProviderEmulatorHost.StartAsync(options);
        Console.WriteLine($"provider emulator on {host.BaseAddress} (bill at {host.BaseAddress}_emulator/bill)");
        await host.WaitForShutdownAsync();
    }
}
