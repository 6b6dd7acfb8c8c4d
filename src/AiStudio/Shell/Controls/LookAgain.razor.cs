using System.Data.Common;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Shell.Controls;

/// <summary>Has a page read again what changes without it, as long as that goes on. While the database does not answer it says so, and goes on trying.</summary>
public sealed partial class LookAgain : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private bool _failed;

    [Parameter, EditorRequired]
    public TimeSpan Every { get; set; }

    /// <summary>Whether anything can change.</summary>
    [Parameter, EditorRequired]
    public bool While { get; set; }

    [Parameter, EditorRequired]
    public EventCallback Look { get; set; }

    [Inject]
    public required TimeProvider Time { get; init; }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = WatchAsync();
    }

    private async Task WatchAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Every, Time);
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                if (While)
                    await InvokeAsync(LookAsync);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await Look.InvokeAsync();
            _failed = false;
        }
        catch (Exception failure) when (failure is DbException || failure.InnerException is DbException)
        {
            _failed = true;
        }

        StateHasChanged();
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
