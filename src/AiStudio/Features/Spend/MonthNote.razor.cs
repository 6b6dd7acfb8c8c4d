using System.Data.Common;
using System.Globalization;
using AiStudio.Shell.Controls;

namespace AiStudio.Features.Spend;

public sealed partial class MonthNote : IDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private MonthSpend? _month;

    /// <summary>Reads again, after something may have been spent.</summary>
    public async Task RefreshAsync()
    {
        try
        {
            _month = await Spend.MonthAsync(await Callers.GetAsync(), _lifetime.Token);
        }
        catch (Exception ex) when (ex is DbException or InvalidOperationException)
        {
            // A note at the foot must not take the chats above it down with it.
            _month = null;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        StateHasChanged();
    }

    public void Dispose()
    {
        // Not disposed: what is still on its way asks it for its token.
        _lifetime.Cancel();
    }

    internal static string Words(MonthSpend month)
    {
        var name = month.Month.ToString("MMMM", CultureInfo.InvariantCulture);
        return month switch
        {
            { Own: { } own } => $"{name}: {Money.Format(own.UsedNanoUsd)} of your {Money.Format(own.CapNanoUsd)} used",
            { Organization: { } shared } => $"{name}: {Money.Format(month.UsedNanoUsd)} by you, {Money.Format(shared.UsedNanoUsd)} of {Money.Format(shared.CapNanoUsd)} by all",
            _ => $"{name}: {Money.Format(month.UsedNanoUsd)} used",
        };
    }

    protected override Task OnInitializedAsync() => RefreshAsync();
}
