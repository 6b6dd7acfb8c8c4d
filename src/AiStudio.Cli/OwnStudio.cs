using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiStudio.Cli;

/// <summary>An AiStudio of this run's own, over the empty database that <c>./studio</c> has made for it. It ends with this program.</summary>
internal sealed partial class OwnStudio : IAsyncDisposable
{
    private const int Together = 8;

    private static readonly string[] s_scopes = ["evals", "knowledge"];
    private static readonly TimeSpan s_startUp = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(300);

    private readonly Process _process;
    private readonly StreamWriter _log;

    private OwnStudio(string folder, Uri address)
    {
        _log = new StreamWriter(Path.Combine(folder, "web.log")) { AutoFlush = true };
        var start = new ProcessStartInfo("dotnet", [Setting("App")]) { WorkingDirectory = Path.GetDirectoryName(Setting("App")), RedirectStandardOutput = true, RedirectStandardError = true };
        var key = Path.Combine(folder, "master.key");
        File.WriteAllText(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["ConnectionStrings__Studio"] = Setting("Database"),
            ["ConnectionStrings__StudioOwner"] = Setting("DatabaseOwner"),
            ["Studio__DataDirectory"] = folder,
            ["Studio__MasterKeyFile"] = key,
            ["Studio__PublicUrl"] = address.ToString(),
            ["Studio__SeedDemo"] = "true",
            ["LocalModel__TokensPerSecond"] = "0",
            ["RateLimits__AddressRequests"] = "0",
            ["RateLimits__ApiKeyRequests"] = "0",
            ["RateLimits__OrganizationRequests"] = "0",
            ["RateLimits__UserRequests"] = "0",
            ["RateLimits__OrganizationTokens"] = "0",
        })
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
    }

    public StudioClient Client { get; private set; } = null!;

    public static async Task<OwnStudio> StartAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync("Starting an AiStudio");
        var (folder, address) = (Setting("Folder"), new Uri($"http://127.0.0.1:{FreePort()}/"));
        var studio = new OwnStudio(folder, address);
        studio._process.Start();
        studio._process.BeginOutputReadLine();
        studio._process.BeginErrorReadLine();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };
        var accounts = Path.Combine(folder, "demo-accounts.txt");
        for (var began = Stopwatch.GetTimestamp(); !await IsReadyAsync(http, cancellationToken) || !File.Exists(accounts); await Task.Delay(s_look, cancellationToken))
        {
            if (!studio._process.HasExited && Stopwatch.GetElapsedTime(began) < s_startUp)
                continue;
            await studio.DisposeAsync();
            throw new CannotRunException("AiStudio does not start; its log is TestResults/eval-web.log.");
        }

        var owner = (await File.ReadAllLinesAsync(accounts, cancellationToken)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(words => words[0] == "owner");
        using var form = new FormUrlEncodedContent([new("email", owner[1]), new("password", owner[^1]), new("_handler", "sign-in"), new("__RequestVerificationToken", await TokenAsync(http, cancellationToken))]);
        using var signedIn = await http.PostAsync(new Uri("sign-in", UriKind.Relative), form, cancellationToken);
        using var session = new StudioClient(http);
        var key = await session.PostAsync("api/keys", new { name = "Evaluation", scopes = s_scopes }, cancellationToken);
        studio.Client = StudioClient.WithKey(address, key.GetProperty("secret").GetString()!);
        return studio;
    }

    /// <summary>Puts the documents into a base and the cases into a suite over it; the suite's id.</summary>
    public async Task<string> FillAsync(string docs, string cases, TextWriter output, CancellationToken cancellationToken)
    {
        var knowledge = await Client.PostAsync("api/knowledge-bases", new { name = "Evaluation" }, cancellationToken);
        var address = $"api/knowledge-bases/{knowledge.GetProperty("id").GetString()}/documents";
        var lines = (await File.ReadAllLinesAsync(docs, cancellationToken)).Where(line => line.Trim().Length > 0).ToList();
        await output.WriteLineAsync($"Indexing {lines.Count} documents");
        await Parallel.ForEachAsync(lines, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellationToken }, async (line, token) =>
        {
            var document = JsonElement.Parse(line);
            await Client.PostAsync($"{address}/text", new { name = $"{document.GetProperty("id").GetString()}.md", text = $"# {document.GetProperty("title").GetString()}\n\n{document.GetProperty("text").GetString()}\n" }, token);
        });
        while ((await Client.AllAsync(address, cancellationToken)).Where(row => row.GetProperty("state").GetString() != "ready").ToList() is { Count: > 0 } waiting)
        {
            if (waiting.All(row => row.GetProperty("state").GetString() is "failed" or "cancelled"))
                throw new CannotRunException($"{waiting.Count} documents could not be indexed: {waiting[0].GetProperty("name").GetString()}.");
            await Task.Delay(s_look, cancellationToken);
        }

        var suite = await Client.PostAsync("api/evals/suites", new { name = Path.GetFileNameWithoutExtension(cases) is { Length: > 0 } name ? $"Cases {name}" : "Cases", prompt = "assistant", model = "balanced", knowledgeBaseIds = new[] { knowledge.GetProperty("id").GetString() }, runsOnChange = false }, cancellationToken);
        var imported = await Client.PostAsync($"api/evals/suites/{suite.GetProperty("id").GetString()}/import", new { text = await File.ReadAllTextAsync(cases, cancellationToken) }, cancellationToken);
        await output.WriteLineAsync($"Imported {imported.GetProperty("added")} cases");
        return suite.GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client?.Dispose();
        await _log.DisposeAsync();
    }

    private void Log(string? line)
    {
        lock (_log)
            _log.WriteLine(line);
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable($"AISTUDIO_EVAL_{name}") ?? throw new CannotRunException("Cases over documents are run by ./studio eval, which makes the database for them.");

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> TokenAsync(HttpClient http, CancellationToken cancellationToken) =>
        WebUtility.HtmlDecode(TokenField().Match(await http.GetStringAsync(new Uri("sign-in", UriKind.Relative), cancellationToken)).Groups[1].Value);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
