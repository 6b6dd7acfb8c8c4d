using System.Globalization;

namespace AiStudio.Benchmarks.Processes;

/// <summary>What processes have used of the processors, user and system, from <c>/proc</c>.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    public static TimeSpan Of(int process) => Read(process) is { } stat ? Seconds(stat.Own) : TimeSpan.Zero;

    public static TimeSpan OfThis() => Of(Environment.ProcessId);

    /// <summary>A process and its children, those included that have ended.</summary>
    public static TimeSpan OfFamily(int parent)
    {
        var sum = Read(parent) is { } own ? own.Own + own.Ended : 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Read(id) is { } stat && stat.Parent == parent)
            {
                sum += stat.Own;
            }
        }

        return Seconds(sum);
    }

    private static TimeSpan Seconds(long ticks) => TimeSpan.FromSeconds(ticks / TicksPerSecond);

    // The name is in brackets and may contain anything, so the fields are counted from behind it.
    private static (int Parent, long Own, long Ended)? Read(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Number(11) + Number(12), Number(13) + Number(14));

            long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }
}
