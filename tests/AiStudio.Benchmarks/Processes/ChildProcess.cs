using System.Diagnostics;

namespace AiStudio.Benchmarks.Processes;

/// <summary>A .NET program of its own, so that what it uses can be told from what others use. It ends with this one.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="assembly">The program's dll.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">What is added to the environment.</param>
    /// <param name="line">Hears each line it writes.</param>
    public ChildProcess(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Action<string>? line = null)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, output) => line?.Invoke(output.Data ?? "");
        _process.ErrorDataReceived += (_, output) => line?.Invoke(output.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public TimeSpan Processor => ProcessorTime.Of(_process.Id);

    /// <summary>The largest working set so far, in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts it and returns once it has said where it listens.</summary>
    public static async Task<(ChildProcess Process, Uri Address)> ListeningAsync(string assembly, params string[] arguments)
    {
        var heard = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new ChildProcess(assembly, arguments, line: line =>
        {
            if (line.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal)) is { } address)
            {
                heard.TrySetResult(new Uri(address));
            }
        });
        return (process, await heard.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
