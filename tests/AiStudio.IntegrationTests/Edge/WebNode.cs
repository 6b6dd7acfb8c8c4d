using System.Diagnostics;
using System.Text.Json;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>The real web process (<c>dotnet AiStudio.dll</c>, nothing of it replaced) on a port of its own, so that it can be killed.</summary>
internal sealed class WebNode : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private WebNode(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public int Id => _process.Id;

    public bool IsAlive => !_process.HasExited;

    /// <summary>Bytes of memory in use.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>How long processors have worked for it.</summary>
    public TimeSpan Worked
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="settings">As the site's configuration names them: <c>Section:Key</c>.</param>
    public static async Task<WebNode> StartAsync(IEnumerable<(string Key, string Value)> settings)
    {
        var app = Path.Combine(AppContext.BaseDirectory, "AiStudio.dll");
        var start = new ProcessStartInfo("dotnet", [app, "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in settings.Where(setting => setting.Key != "urls"))
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        // It lives for seconds.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var node = new WebNode(new Process { StartInfo = start, EnableRaisingEvents = true });
        await node.StartAsync();
        return node;
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>What it said last, for who has to find out why it does not what it should.</summary>
    public string LastLines()
    {
        lock (_lastLines)
            return string.Join('\n', _lastLines);
    }

    private async Task StartAsync()
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Hear(line.Data, listening);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, listening);
        _process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The web process ended while it started: {LastLines()}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = await listening.Task.WaitAsync(s_patience);
    }

    private void Hear(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 40)
                _lastLines.Dequeue();
        }

        if (!listening.Task.IsCompleted && line.Contains(Listening, StringComparison.Ordinal))
        {
            using var json = JsonDocument.Parse(line);
            listening.TrySetResult(new Uri(json.RootElement.GetProperty("Properties").GetProperty("address").GetString()!));
        }
    }
}
