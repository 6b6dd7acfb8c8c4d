using System.Diagnostics;

namespace AiStudio.Tests.Chat.Rendering;

/// <summary>Processor time that something takes, the best of five: what else the machine does in the meantime must not count.</summary>
internal static class ProcessorTime
{
    public static TimeSpan Of(Action action, TimeSpan enough)
    {
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 5 && best > enough; attempt++)
        {
            var before = Used();
            action();
            var taken = Used() - before;
            best = taken < best ? taken : best;
        }

        return best;
    }

    private static TimeSpan Used()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
