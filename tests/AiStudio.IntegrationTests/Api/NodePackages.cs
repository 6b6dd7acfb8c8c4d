using System.Diagnostics;

namespace AiStudio.IntegrationTests.Api;

/// <summary>The clients for Node, installed once for all tests that need them.</summary>
internal static class NodePackages
{
    private static readonly SemaphoreSlim s_installing = new(1);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Api", "Node");

    public static async Task InstallAsync()
    {
        await s_installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules", "openai")) || !Directory.Exists(Path.Combine(Folder, "node_modules", "@microsoft", "signalr")))
                await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
        finally
        {
            s_installing.Release();
        }
    }

    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }
}
