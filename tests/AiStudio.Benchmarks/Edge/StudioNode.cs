using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using AiStudio.Benchmarks.Ledger;
using AiStudio.Benchmarks.Processes;

namespace AiStudio.Benchmarks.Edge;

/// <summary>The real web process as it is installed; only limits are raised, as they would refuse the load. All of them are counted all the same.</summary>
internal sealed class StudioNode : IDisposable
{
    private const string Plenty = "1000000000000";
    private readonly StreamWriter _log;

    private StudioNode(LedgerBenchOptions options, Uri address, IReadOnlyDictionary<string, string> environment)
    {
        Address = address;
        _log = new StreamWriter(Path.Combine(options.Folder, "web.log")) { AutoFlush = true };
        Process = new ChildProcess(options.App, [], environment, line =>
        {
            lock (_log)
            {
                _log.WriteLine(line);
            }
        });
    }

    public Uri Address { get; }

    public ChildProcess Process { get; }

    public static async Task<StudioNode> StartAsync(LedgerBenchOptions options, Cluster cluster, Uri upstream)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var key = Path.Combine(options.Folder, "master.key");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var node = new StudioNode(options, address, new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["ConnectionStrings__Studio"] = cluster.App,
            ["ConnectionStrings__StudioOwner"] = cluster.Owner,
            ["Studio__DataDirectory"] = options.Folder,
            ["Studio__MasterKeyFile"] = key,
            ["Studio__PublicUrl"] = address.ToString(),
            ["Providers__OpenAi__ApiKey"] = "key-of-openai",
            ["Providers__OpenAi__BaseUrl"] = new Uri(upstream, "v1").ToString(),
            ["Providers__OpenAi__Model"] = Models.OpenAi,
            ["Outbound__AllowPrivateAddresses__0"] = "127.0.0.1",
            ["Gateway__MaxConcurrentCallsPerOrganization"] = "1000",
            ["Gateway__MaxConcurrentCallsPerProvider"] = "1000",
            ["RateLimits__ApiKeyRequests"] = Plenty,
            ["RateLimits__ApiKeyTokens"] = Plenty,
            ["RateLimits__OrganizationRequests"] = Plenty,
            ["RateLimits__OrganizationTokens"] = Plenty,
        });
        await node.ReadyAsync();
        return node;
    }

    public void Dispose()
    {
        Process.Dispose();
        _log.Dispose();
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        while (!Process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(new Uri("health/live", UriKind.Relative));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException("The web process ended while it started; its log is in web.log.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
