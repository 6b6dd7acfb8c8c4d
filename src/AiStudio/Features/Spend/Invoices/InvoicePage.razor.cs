using System.Data.Common;
using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>One invoice beside the ledger: by model, by day, and what was posted so that they agree.</summary>
public sealed partial class InvoicePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private Reconciliation? _read;
    private string? _problem;
    private string _reason = "";
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Whose days are shown.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    public string? Model { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal InvoiceList Invoices { get; init; } = null!;

    [Inject]
    internal Adjustments Adjustments { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private Drift Total => _read!.Total;

    private string Title => _read is null ? "Invoice" : $"{_read.Invoice.Provider}, {MonthName.Of(_read.Invoice.Month)}";

    private string Calls => CallsOf(null, null);

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        try
        {
            var read = await Invoices.ReadAsync(await Caller.GetAsync(), Id, _leaving.Token);
            (_read, _problem) = (read.Value, read.Error?.Message);
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    // The calls that are booked on a day of the provider's calendar, or in its month.
    private string CallsOf(string? model, DateOnly? day)
    {
        var first = new DateTimeOffset(day ?? _read!.Invoice.Month, TimeOnly.MinValue, TimeSpan.Zero);
        var filter = new CallFilter(new SpendFilter { Provider = _read!.Invoice.Provider, Model = model }, null, null) { Since = first, Until = day is null ? first.AddMonths(1) : first.AddDays(1) };
        return filter.Spend.Address("/spend/calls", filter.More);
    }

    private string LinkTo(string model) => $"/spend/invoices/{Id}?model={Uri.EscapeDataString(model)}";

    private async Task PostAsync()
    {
        _busy = true;
        try
        {
            var posted = await Adjustments.PostAsync(await Caller.GetAsync(), Id, _reason.Trim(), CancellationToken.None);
            await ReadAsync();
            _problem = posted.Error?.Message ?? _problem;
            if (posted.Succeeded)
                Toasts.Show("Posted", posted.Value == 0 ? "Nothing differed any more." : $"{Moment.Count(posted.Value, "entry", "entries")}: the ledger and the invoice agree.");
        }
        catch (DbException)
        {
            _problem = "Whether the entries were posted cannot be said right now. Look again in a moment: posting twice adds nothing.";
        }
        finally
        {
            _busy = false;
        }
    }
}
