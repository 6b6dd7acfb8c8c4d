using System.Data.Common;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>Takes an export in: all of it, or nothing and the rows that are not in order.</summary>
public sealed partial class ImportCard : IDisposable
{
    private const int MonthsBack = 12;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyDictionary<string, InvoiceMapping?> _providers = new Dictionary<string, InvoiceMapping?>();
    private IReadOnlyList<string> _columns = [];
    private IReadOnlyList<LineProblem> _problems = [];
    private MappingChoice _mapping = new();
    private string _provider = "";
    private string _fileName = "";
    private DateOnly _month;
    private byte[]? _content;
    private string? _problem;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal InvoiceList Invoices { get; init; } = null!;

    [Inject]
    internal InvoiceImport Import { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private IEnumerable<DateOnly> Months => Enumerable.Range(0, MonthsBack).Select(back => ThisMonth.AddMonths(-back));

    private DateOnly ThisMonth
    {
        get
        {
            var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
            return new DateOnly(today.Year, today.Month, 1);
        }
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override async Task OnInitializedAsync()
    {
        _month = ThisMonth.AddMonths(-1);
        try
        {
            _providers = (await Invoices.ProvidersAsync(await Caller.GetAsync(), _leaving.Token)).Value ?? _providers;
        }
        catch (DbException)
        {
            _problem = "The providers could not be read right now. Load the page again in a moment.";
        }
    }

    private void ChooseProvider(ChangeEventArgs change)
    {
        _provider = change.Value as string ?? "";
        Map();
    }

    private async Task ChooseAsync(InputFileChangeEventArgs change)
    {
        (_content, _columns, _problem, _problems, _fileName) = (null, [], null, [], change.File.Name);
        if (change.File.Size > InvoiceFile.LargestFile)
        {
            _problem = $"An export has at most {Moment.Size(InvoiceFile.LargestFile)}. Export it by day and model.";
            return;
        }

        _busy = true;
        try
        {
            using var content = new MemoryStream();
            await using (var stream = change.File.OpenReadStream(InvoiceFile.LargestFile, _leaving.Token))
                await stream.CopyToAsync(content, _leaving.Token);
            var head = InvoiceFile.ReadHead(content.ToArray());
            (_columns, _problem) = (head.Value ?? [], head.Error?.Message);
            if (head.Succeeded)
                _content = content.ToArray();
            Map();
        }
        catch (IOException)
        {
            _problem = "The file did not arrive whole. Choose it again.";
        }
        finally
        {
            _busy = false;
        }
    }

    // What was chosen the last time, where the file has these columns.
    private void Map() => _mapping = MappingChoice.Of(
        _providers.GetValueOrDefault(_provider) is { } remembered && remembered.Fits(_columns) ? remembered : InvoiceMapping.Guess(_columns));

    private async Task ImportAsync()
    {
        if (_content is null)
            return;
        _busy = true;
        try
        {
            var imported = await Import.ImportAsync(
                await Caller.GetAsync(), new InvoiceSource(_provider, _month, _fileName.Length <= 200 ? _fileName : _fileName[..200]), _mapping.ToMapping(), _content, CancellationToken.None);
            (_problem, _problems) = (imported.Error?.Message, imported.Value?.Problems ?? []);
            if (imported is { Succeeded: true, Value.Id: { } id })
                Navigation.NavigateTo($"/spend/invoices/{id}");
        }
        catch (DbException)
        {
            _problem = "Whether the file was imported cannot be said right now. Import it again in a moment: it takes the place of what is there.";
        }
        finally
        {
            _busy = false;
        }
    }
}
