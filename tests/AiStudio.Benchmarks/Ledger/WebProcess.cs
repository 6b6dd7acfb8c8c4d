using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AiStudio.Benchmarks.Ledger;

/// <summary>The real web process, killed and started again. <see cref="CallDoor"/> comes in with it by .NET's own hooks; its code is not touched.</summary>
internal sealed class WebProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startUp = TimeSpan.FromMinutes(2);
    private readonly LedgerBenchOptions _options;
    private readonly Dictionary<string, string> _environment;
    private readonly HttpClient _health;
    private Process? _process;
    private StreamWriter? _log;

    public WebProcess(LedgerBenchOptions options, Cluster cluster, Uri openAi, Uri anthropic)
    {
        _options = options;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _health = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
        var key = Path.Combine(options.Folder, "master.key");
        File.WriteAllText(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        _environment = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = Address.ToString(),
            ["ConnectionStrings__Studio"] = cluster.App,
            ["ConnectionStrings__StudioOwner"] = cluster.Owner,
            ["Studio__DataDirectory"] = options.Folder,
            ["Studio__MasterKeyFile"] = key,
            ["Studio__PublicUrl"] = Address.ToString(),
            ["Providers__OpenAi__ApiKey"] = "key-of-openai",
            ["Providers__OpenAi__BaseUrl"] = openAi.ToString(),
            ["Providers__OpenAi__Model"] = Models.OpenAi,
            ["Providers__Anthropic__ApiKey"] = "key-of-anthropic",
            ["Providers__Anthropic__BaseUrl"] = anthropic.ToString(),
            ["Providers__Anthropic__Model"] = Models.Anthropic,
            ["Outbound__AllowPrivateAddresses__0"] = "127.0.0.1",
            ["DOTNET_STARTUP_HOOKS"] = typeof(WebProcess).Assembly.Location,
            ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(WebProcess).Assembly.GetName().Name!,
        };
    }

    public Uri Address { get; }

    /// <summary>How often it ended without being killed.</summary>
    public int OwnDeaths { get; private set; }

    public async Task StartAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            Launch();
            while (!_process!.HasExited)
            {
                if (await IsReadyAsync())
                {
                    return;
                }

                await Task.Delay(100);
            }

            // As under a supervisor: the database may have been down while it started.
            OwnDeaths++;
            if (Stopwatch.GetElapsedTime(started) > s_startUp)
            {
                throw new InvalidOperationException($"The web process does not start; its log is in {_options.Folder}.");
            }
        }
    }

    public async Task KillAndRestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>Starts it again when it has ended by itself.</summary>
    public async Task LookAfterAsync()
    {
        if (_process is { HasExited: true })
        {
            OwnDeaths++;
            await StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _health.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    private async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _process = null;
    }

    private void Launch()
    {
        _process?.Dispose();
        _log ??= new StreamWriter(Path.Combine(_options.Folder, "web.log")) { AutoFlush = true };
        var start = new ProcessStartInfo("dotnet", [_options.App])
        {
            WorkingDirectory = Path.GetDirectoryName(_options.App), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Log(string? line)
    {
        if (line is not null)
        {
            lock (_environment)
            {
                _log!.WriteLine(line);
            }
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _health.GetAsync(new Uri("health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
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
