using System.Globalization;
using AiStudio.Features.Notifications;
using AiStudio.Features.Notifications.Alerts;
using AiStudio.Shell.Controls;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>What a finding is told as.</summary>
internal static class FindingWording
{
    /// <param name="finding">A new one.</param>
    /// <param name="name">What people call its subject.</param>
    /// <param name="today">In the organization's calendar.</param>
    /// <param name="tellAgainAfter">While it lasts.</param>
    public static NewAlert ToAlert(this SpendFinding finding, string name, DateOnly today, TimeSpan tellAgainAfter)
    {
        var (title, body, link) = finding.Rule switch
        {
            "spend_of_feature" => (Change(finding, $"the feature {name}"), Amounts(finding), $"feature={Uri.EscapeDataString(finding.Subject)}&{Days(today.AddDays(-1), today)}"),
            "spend_of_model" => (Change(finding, name), Amounts(finding), $"model={Uri.EscapeDataString(finding.Subject)}&{Days(today.AddDays(-1), today)}"),
            "spend_of_person" => (
                $"{name} spends unusually much today",
                $"{Money.Format(finding.NowNanoUsd)} so far; the middle day of the last 28 came to {Money.Format(finding.UsualNanoUsd)}. Look at the calls, and ask the person if they are no surprise.",
                $"user={finding.Subject}&{Days(today, today)}"),
            _ => (
                $"Calls of {name} are refused: it has no price",
                $"{finding.Calls.ToString("#,0", CultureInfo.InvariantCulture)} in 24 hours. Nothing may be spent that cannot be metered: an admin enters the model's price, or takes it out of the aliases.",
                $"model={Uri.EscapeDataString(finding.Subject)}&error=price_unknown&{Days(today.AddDays(-1), today)}"),
        };
        return new NewAlert(finding.Rule, finding.Subject, title, body, $"/spend/calls?{link}", NotificationSending.WhoMindsMoney, tellAgainAfter);
    }

    private static string Change(SpendFinding finding, string what) => finding switch
    {
        { UsualNanoUsd: 0 } => $"Spend of {what} has begun: {Money.Format(finding.NowNanoUsd)} in 24 hours",
        { NowNanoUsd: 0 } => $"Spend of {what} has ended",
        _ when finding.NowNanoUsd > finding.UsualNanoUsd => $"Spend of {what} rose by {Percent(finding)} % in 24 hours",
        _ => $"Spend of {what} fell by {Percent(finding)} % in 24 hours",
    };

    private static string Percent(SpendFinding finding) =>
        (100m * Math.Abs(finding.NowNanoUsd - finding.UsualNanoUsd) / finding.UsualNanoUsd).ToString("#,0", CultureInfo.InvariantCulture);

    private static string Amounts(SpendFinding finding) =>
        $"{Money.Format(finding.NowNanoUsd)} in the last 24 hours, {Money.Format(finding.UsualNanoUsd)} in the 24 before. The calls show who and what changed.";

    private static string Days(DateOnly from, DateOnly to) => string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");
}
