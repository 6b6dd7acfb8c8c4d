using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>The real web process over a test database, to be killed and started again.</summary>
internal sealed class StudioProcess(StudioTestDatabase database) : IAsyncDisposable
{
    private static readonly TimeSpan s_startUp = TimeSpan.FromMinutes(3);

    private readonly string _data = Directory.CreateTempSubdirectory("aistudio-kill-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var key = Path.Combine(_data, "master.key");
        if (!File.Exists(key))
        {
            await File.WriteAllTextAsync(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancellationToken);
        }

        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings(address, key))
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.StartNew();
        while (!await IsReadyAsync(http, cancellationToken))
        {
            Assert.False(_process.HasExited || started.Elapsed > s_startUp, $"The web process did not become ready:\n{_log}");
            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_data, recursive: true);
    }

    private (string, string)[] Settings(Uri address, string key) =>
    [
        ("ASPNETCORE_ENVIRONMENT", "Production"),
        ("ASPNETCORE_URLS", address.ToString()),
        ("ConnectionStrings__Studio", database.AppConnectionString),
        ("ConnectionStrings__StudioOwner", database.OwnerConnectionString),
        ("Studio__DataDirectory", _data),
        ("Studio__MasterKeyFile", key),
        ("Studio__PublicUrl", address.ToString()),
        ("Studio__SeedDemo", "true"),
        // A dead node is noticed soon.
        ("Jobs__Lease", "00:00:03"),
        ("Jobs__SweepInterval", "00:00:01"),
    ];

    private void Log(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
