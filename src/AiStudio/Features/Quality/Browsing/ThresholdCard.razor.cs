using System.Data.Common;
using System.Globalization;
using AiStudio.Features.Quality.Rules;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Quality.Browsing;

/// <summary>From which figures on admins are told, and the way to change that: each is saved when its field is left.</summary>
public sealed partial class ThresholdCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyDictionary<string, double?>? _thresholds;
    private string? _problem;

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal QualityThresholds Thresholds { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _thresholds = await Thresholds.ReadAsync(await Callers.GetAsync(), _leaving.Token);
        }
        catch (DbException)
        {
            _problem = "The thresholds could not be read right now. Try again in a moment.";
        }
    }

    private async Task SaveAsync(QualityRule rule, string? text)
    {
        var number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : (double?)null;
        var caller = await Callers.GetAsync();
        try
        {
            var saved = await Thresholds.SaveAsync(caller, rule.Key, number / Factor(rule), CancellationToken.None);
            _problem = saved.Error?.Message;
            _thresholds = await Thresholds.ReadAsync(caller, _leaving.Token);
            if (!saved.Succeeded)
                return;
            Toasts.Show("Saved", number is null ? $"Nobody is told of “{rule.Name}” any more." : $"“{rule.Name}” is told from now on {(rule.IsFloor ? "below" : "above")} {text} {Unit(rule)}.");
        }
        catch (DbException)
        {
            _problem = $"“{rule.Name}” could not be saved right now. Try again in a moment.";
        }
    }

    private string? Shown(QualityRule rule) => (_thresholds![rule.Key] * Factor(rule))?.ToString("0.###", CultureInfo.InvariantCulture);

    // Shown in percent and in seconds, kept as a share and in milliseconds.
    private static double Factor(QualityRule rule) => rule.Unit switch
    {
        QualityUnit.Percent => 100,
        QualityUnit.Milliseconds => 0.001,
        _ => 1,
    };

    private static string Unit(QualityRule rule) => rule.Unit switch
    {
        QualityUnit.Percent => "%",
        QualityUnit.Milliseconds => "s",
        _ => "",
    };

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
