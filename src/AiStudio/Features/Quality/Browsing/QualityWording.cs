using System.Globalization;

namespace AiStudio.Features.Quality.Browsing;

/// <summary>Figures as people read them.</summary>
internal static class QualityWording
{
    public static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Share(double? share) => share?.ToString("0.# %", CultureInfo.InvariantCulture) ?? "–";

    public static string Time(double? milliseconds) => milliseconds switch
    {
        null => "–",
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000:0.0#} s"),
    };

    public static string Words(string code) => code.Replace('_', ' ');
}
