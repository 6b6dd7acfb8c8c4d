using AiStudio.ProviderEmulator;

namespace AiStudio.Benchmarks.Processes;

/// <summary>The provider emulator as a child process.</summary>
internal static class Emulator
{
    public static Task<(ChildProcess Process, Uri Address)> StartAsync() =>
        ChildProcess.ListeningAsync(typeof(ProviderEmulatorHost).Assembly.Location, "--BillCapacity", "100");
}
