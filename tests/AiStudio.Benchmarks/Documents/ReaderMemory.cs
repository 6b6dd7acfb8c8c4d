using System.Globalization;

namespace AiStudio.Benchmarks.Documents;

/// <summary>Looks at the processes that read documents while they live: the most memory that one of them had.</summary>
internal sealed class ReaderMemory : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _looking;
    private long _peak;

    public ReaderMemory() => _looking = LookAsync();

    /// <summary>The largest resident set since the last time this was asked, in bytes.</summary>
    public long TakePeak() => Interlocked.Exchange(ref _peak, 0);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _looking;
        _ending.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
            {
                try
                {
                    var command = await File.ReadAllTextAsync(Path.Combine(folder, "cmdline"));
                    if (command.Contains("\0extract\0", StringComparison.Ordinal) || command.StartsWith("pdftotext\0", StringComparison.Ordinal))
                    {
                        var peak = (await File.ReadAllLinesAsync(Path.Combine(folder, "status"))).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                        var kilobytes = long.Parse(peak?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] ?? "0", CultureInfo.InvariantCulture);
                        _peak = Math.Max(_peak, kilobytes * 1024);
                    }
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    // It has ended.
                }
            }

            await Task.Delay(20);
        }
    }
}
