using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>The backtests of the organization, the newest first.</summary>
public sealed partial class BacktestsPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<Backtest>? _rows;
    private string? _problem;

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal BacktestReader Reader { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _rows = await Reader.ListAsync(await Callers.GetAsync(), _leaving.Token);
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
