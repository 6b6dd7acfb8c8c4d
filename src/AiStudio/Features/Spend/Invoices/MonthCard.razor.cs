using System.Data.Common;
using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>The months that are over, and which of them are final.</summary>
public sealed partial class MonthCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<MonthRow>? _months;
    private DateOnly? _asked;
    private string? _problem;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal MonthLocks Locks { get; init; } = null!;

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        try
        {
            _months = (await Locks.ListAsync(await Caller.GetAsync(), _leaving.Token)).Value ?? [];
        }
        catch (DbException)
        {
            _problem ??= "The months could not be read right now. Try again in a moment.";
        }
    }

    private Task AgainAsync()
    {
        _problem = null;
        return ReadAsync();
    }

    private async Task LockAsync(DateOnly month)
    {
        _busy = true;
        try
        {
            _problem = (await Locks.LockAsync(await Caller.GetAsync(), month, CancellationToken.None)).Error?.Message;
            _asked = null;
        }
        catch (DbException)
        {
            _problem = $"Whether {MonthName.Of(month)} was locked cannot be said right now. Look again in a moment.";
        }
        finally
        {
            _busy = false;
        }

        await ReadAsync();
    }

    private static string Rows(MonthRow month) =>
        string.Create(CultureInfo.InvariantCulture, $"/spend?from={month.Month:yyyy-MM-dd}&to={month.Month.AddMonths(1).AddDays(-1):yyyy-MM-dd}");
}
