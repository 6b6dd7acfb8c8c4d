using System.Globalization;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform;

namespace AiStudio.Features.Models;

/// <summary>Times, ages, amounts and names as the pages of Models show them.</summary>
internal static class Figures
{
    public static string Time(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalSeconds: < 1 } brief => $"{brief.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms",
        var long_ => $"{long_.Value.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
    };

    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalMinutes: < 1 } => $"{age.Seconds} s ago",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min ago",
        { TotalDays: < 1 } => $"{(int)age.TotalHours} h ago",
        _ => $"{(int)age.TotalDays} d ago",
    };

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Dollars per million tokens, with as many places as the price has, two at least.</summary>
    public static string Usd(long nanoPerMillion) => NanoUsd.ToUsd(nanoPerMillion).ToString("$0.00#######", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(moment.UtcDateTime.TimeOfDay == TimeSpan.Zero ? "d MMM yyyy" : "d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string NameOf(ProviderKind kind) => kind switch
    {
        ProviderKind.Local => "Local, in this process",
        ProviderKind.Anthropic => "Anthropic’s protocol",
        _ => "OpenAI’s protocol",
    };
}
