using System.Data.Common;
using System.Globalization;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>What became of the calls of a backtest, in all and one by one.</summary>
public sealed partial class BacktestPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private BacktestView? _view;
    private string? _problem;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The kind of outcome that is shown.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal BacktestReader Reader { get; init; } = null!;

    [Inject]
    internal BacktestDesk Desk { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private BacktestShow? Shown => BacktestShow.Of(_view!.Judge is not null).FirstOrDefault(show => show.Key == Show);

    private IReadOnlyList<(int Number, BacktestItem Item)> Items =>
        [.. _view!.Items.Select((item, at) => (at + 1, item)).Where(row => Shown is not { } show || show.Admits(row.item))];

    private int Over => _view!.Done.Count + _view.Failed;

    private string About => _view is null ? "Recorded calls, asked again" : $"{_view.Filter} Asked again on {Candidate}.".TrimStart();

    private string Candidate => string.Join(" and ", new[] { _view!.Version is { } version ? $"version {version}" : null, _view.Backtest.Model is { } model ? $"model {model}" : null }.OfType<string>());

    protected override async Task OnInitializedAsync()
    {
        try
        {
            await LoadAsync();
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
    }

    private async Task LoadAsync()
    {
        var read = await Reader.ReadAsync(await Callers.GetAsync(), Id, _leaving.Token);
        (_view, _problem) = (read.Value, read.Error?.Message);
    }

    private async Task StopAsync()
    {
        try
        {
            await Desk.CancelAsync(await Callers.GetAsync(), Id, CancellationToken.None);
            await LoadAsync();
        }
        catch (DbException)
        {
            Toasts.Show("Not stopped", "The backtest could not be stopped right now. Try again in a moment.");
        }
    }

    private void Go(string? show) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("show", show));

    private static string Signed(int number) => number.ToString("+0;−0;0", CultureInfo.InvariantCulture);

    internal static string Seconds(double? milliseconds) => milliseconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.00} s") : "–";

    private static string Number(double? number) => number?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–";

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
