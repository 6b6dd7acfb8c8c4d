using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.BrowserTests.Harness;

/// <summary>The real app: a process of its own on a free loopback port, with a data directory and a log of its own.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartUp = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly List<string> _errors = [];

    private AppProcess(Process process, Uri address, string dataDirectory, string logFile)
    {
        (_process, Address, DataDirectory, LogFile) = (process, address, dataDirectory, logFile);
        _log = new StreamWriter(logFile) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
    }

    public Uri Address { get; }

    public string DataDirectory { get; }

    public string LogFile { get; }

    /// <summary>What the app logged as an error so far: a test that passes while a circuit died has not passed.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    /// <param name="name">Names the log file.</param>
    /// <param name="database">What it works on.</param>
    /// <param name="settings">Configuration beyond the database, the data directory and the master key.</param>
    public static async Task<AppProcess> StartAsync(string name, StudioTestDatabase database, params (string Key, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var data = Directory.CreateTempSubdirectory("aistudio-browser-").FullName;
        var key = Path.Combine(data, "master.key");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        var start = new ProcessStartInfo("dotnet", [Repository.App])
        {
            WorkingDirectory = Path.GetDirectoryName(Repository.App),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string, string)[] own =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ASPNETCORE_URLS", address.ToString()),
            ("ConnectionStrings__Studio", database.AppConnectionString),
            ("ConnectionStrings__StudioOwner", database.OwnerConnectionString),
            ("Studio__DataDirectory", data),
            ("Studio__MasterKeyFile", key),
            ("Studio__PublicUrl", address.ToString()),
            // Not while the tests run: the calls that they draw for the pages are borne out by no ledger.
            ("Verification__At", $"{DateTime.UtcNow.AddHours(12):HH:mm}"),
        ];
        foreach (var (setting, value) in own.Concat(settings))
        {
            start.Environment[setting] = value;
        }

        var app = new AppProcess(new Process { StartInfo = start }, address, data, Path.Combine(Repository.Results, $"{name}.log"));
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        await _log.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }

    private async Task StartAsync()
    {
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.StartNew();
        while (!await IsReadyAsync(http))
        {
            if (_process.HasExited || started.Elapsed > StartUp)
            {
                throw new InvalidOperationException($"The app did not become ready; its log is {LogFile}:\n{string.Join('\n', Errors)}");
            }

            await Task.Delay(100);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Log(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_errors)
        {
            _log.WriteLine(line);
            if (line.Contains("\"Level\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"Level\":\"Fatal\"", StringComparison.Ordinal)
                // Logged as a warning when an error boundary caught it: the page is gone all the same.
                || (line.Contains("Unhandled exception rendering component", StringComparison.Ordinal)
                    // Nobody is there any more to see that page.
                    && !line.Contains("JSDisconnectedException", StringComparison.Ordinal))
                || line.StartsWith("Unhandled exception", StringComparison.Ordinal))
            {
                _errors.Add(line);
            }
        }
    }

    // The app must know its own address before it starts, for the links in its mails: so the port is asked for first.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
