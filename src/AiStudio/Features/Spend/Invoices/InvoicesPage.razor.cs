using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>All invoices, the import of another one, and the months that are final.</summary>
public sealed partial class InvoicesPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<InvoiceEntry>? _invoices;
    private string? _problem;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal InvoiceList Invoices { get; init; } = null!;

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override async Task OnInitializedAsync()
    {
        try
        {
            var listed = await Invoices.ListAsync(await Caller.GetAsync(), _leaving.Token);
            (_invoices, _problem) = (listed.Value, listed.Error?.Message);
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
}
