using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace AiStudio.Benchmarks.Documents;

/// <summary>The real web process and a signed-in admin, who uploads by the form of the page.</summary>
internal sealed partial class StudioSession : IAsyncDisposable
{
    private readonly DocumentsBenchOptions _options;
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly HttpClient _http;
    private string _token = "";

    private StudioSession(DocumentsBenchOptions options)
    {
        _options = options;
        _log = new StreamWriter(Path.Combine(options.Folder, "web.log")) { AutoFlush = true };
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        var start = new ProcessStartInfo("dotnet", [options.App]) { WorkingDirectory = Path.GetDirectoryName(options.App), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings(address))
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
    }

    public int ProcessId => _process.Id;

    public bool IsAlive => !_process.HasExited;

    public static async Task<StudioSession> StartAsync(DocumentsBenchOptions options)
    {
        var session = new StudioSession(options);
        session._process.Start();
        session._process.BeginOutputReadLine();
        session._process.BeginErrorReadLine();
        var started = Stopwatch.GetTimestamp();
        while (!await session.IsReadyAsync())
        {
            if (!session.IsAlive || Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(3))
            {
                await session.DisposeAsync();
                throw new InvalidOperationException($"The web process does not start; its log is in {options.Folder}.");
            }

            await Task.Delay(100);
        }

        await session.SignInAsync();
        return session;
    }

    /// <summary>The document's id, or why it was refused.</summary>
    public async Task<(Guid? Id, string? Refusal)> UploadAsync(Guid knowledgeBaseId, string name, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new StringContent(_token), "__RequestVerificationToken" } };
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "file", name);
        using var response = await _http.PostAsync(new Uri($"knowledge/{knowledgeBaseId}/documents", UriKind.Relative), form);
        var body = await response.Content.ReadAsStringAsync();
        using var answer = body.StartsWith('{') ? System.Text.Json.JsonDocument.Parse(body) : null;
        return answer is not null && answer.RootElement.TryGetProperty("id", out var id)
            ? (id.GetGuid(), null)
            : (null, answer is not null && answer.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : $"answered {(int)response.StatusCode}");
    }

    /// <summary>What a page or route answers to the one who is signed in.</summary>
    public async Task<(int Status, byte[] Body)> ReadAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Whether the original comes back byte for byte, to be saved and never shown.</summary>
    public async Task<bool> GivesBackAsync(Guid documentId, byte[] content)
    {
        using var response = await _http.GetAsync(new Uri($"knowledge/documents/{documentId}/file", UriKind.Relative));
        return response.IsSuccessStatusCode
            && response.Content.Headers.ContentDisposition?.DispositionType == "attachment"
            && response.Content.Headers.ContentType?.MediaType == "application/octet-stream"
            && response.Headers.TryGetValues("X-Content-Type-Options", out var options) && options.Single() == "nosniff"
            && (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(content);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsAlive)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _http.Dispose();
        await _log.DisposeAsync();
    }

    private async Task SignInAsync()
    {
        var owner = (await File.ReadAllLinesAsync(Path.Combine(_options.Folder, "demo-accounts.txt"))).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(words => words[0] == "owner");
        using var form = new FormUrlEncodedContent(
        [
            new("email", owner[1]), new("password", owner[^1]), new("_handler", "sign-in"), new("__RequestVerificationToken", await TokenOfAsync("sign-in")),
        ]);
        using var response = await _http.PostAsync(new Uri("sign-in", UriKind.Relative), form);
        _token = await TokenOfAsync("account");
    }

    private async Task<string> TokenOfAsync(string page) =>
        WebUtility.HtmlDecode(TokenField().Match(await _http.GetStringAsync(new Uri(page, UriKind.Relative))).Groups[1].Value);

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode && File.Exists(Path.Combine(_options.Folder, "demo-accounts.txt"));
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private (string, string)[] Settings(Uri address)
    {
        var key = Path.Combine(_options.Folder, "master.key");
        File.WriteAllText(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ASPNETCORE_URLS", address.ToString()),
            ("ConnectionStrings__Studio", Role("aistudio_app", _options.AppPassword)),
            ("ConnectionStrings__StudioOwner", Role("aistudio_owner", _options.OwnerPassword)),
            ("Studio__DataDirectory", _options.Folder),
            ("Studio__MasterKeyFile", key),
            ("Studio__PublicUrl", address.ToString()),
            ("Studio__SeedDemo", "true"),
        ];
    }

    private string Role(string name, string password) =>
        new NpgsqlConnectionStringBuilder(_options.Superuser) { Database = "aistudio", Username = name, Password = password }.ConnectionString;

    private void Log(string? line)
    {
        if (line is not null)
        {
            lock (_options)
            {
                _log.WriteLine(line);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
