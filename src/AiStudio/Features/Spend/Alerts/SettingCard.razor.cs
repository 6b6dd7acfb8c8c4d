using System.Globalization;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>What the organization wants to hear of.</summary>
public sealed partial class SettingCard : IDisposable
{
    private const decimal HighestUsd = 1_000_000_000;

    private readonly CancellationTokenSource _leaving = new();
    private string? _problem;
    private string _percent = "";
    private string _changeFloor = "";
    private string _personFloor = "";
    private string _hours = "";
    private bool _falls;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal AlertSettings Settings { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override async Task OnInitializedAsync()
    {
        if ((await Settings.ReadAsync(await Caller.GetAsync(), _leaving.Token)).Value is not { } setting)
            return;
        (_percent, _hours, _falls) = (setting.ChangePercent.ToString(CultureInfo.InvariantCulture), setting.TellAgainHours.ToString(CultureInfo.InvariantCulture), setting.ChangeFalls);
        (_changeFloor, _personFloor) = (BudgetWording.Dollars(setting.ChangeFloorNanoUsd), BudgetWording.Dollars(setting.PersonFloorNanoUsd));
    }

    private async Task SaveAsync()
    {
        if (!int.TryParse(_percent, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var percent) || !int.TryParse(_hours, NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !TryRead(_changeFloor, out var changeFloor) || !TryRead(_personFloor, out var personFloor))
        {
            _problem = "Write percent, dollars and hours as numbers.";
            return;
        }

        _busy = true;
        var saved = await Settings.SaveAsync(await Caller.GetAsync(), new AlertSetting
        {
            TellAgainHours = hours,
            ChangePercent = percent,
            ChangeFloorNanoUsd = changeFloor,
            ChangeFalls = _falls,
            PersonFloorNanoUsd = personFloor,
        }, CancellationToken.None);
        (_busy, _problem) = (false, saved.Error?.Message);
        if (saved.Succeeded)
            Toasts.Show("Saved", "This holds from the next look on, within a quarter of an hour.");
    }

    private static bool TryRead(string text, out long nanoUsd)
    {
        var isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var usd) && usd is >= 0 and <= HighestUsd;
        nanoUsd = isNumber ? NanoUsd.FromUsd(usd) : 0;
        return isNumber;
    }
}
