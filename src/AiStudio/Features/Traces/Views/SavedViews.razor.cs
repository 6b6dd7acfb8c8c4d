using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Views;

/// <summary>The searches one comes back to, beside the list.</summary>
public sealed partial class SavedViews : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<SavedView> _views = [];
    private string _name = "";
    private bool _shared;
    private string? _problem;
    private bool _busy;

    /// <summary>The query string of what is shown now.</summary>
    [Parameter, EditorRequired]
    public string Here { get; set; } = "";

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal SavedViewDesk Desk { get; init; } = null!;

    protected override Task OnInitializedAsync() => TryAsync("read", LoadAsync);

    private async Task LoadAsync() => _views = await Desk.ListAsync(await Caller.GetAsync(), _leaving.Token);

    private Task SaveAsync() => TryAsync("saved", async () =>
    {
        var saved = await Desk.SaveAsync(await Caller.GetAsync(), _name, Here, _shared, _leaving.Token);
        _problem = saved.Error?.Message;
        if (saved.Succeeded)
            (_name, _shared) = ("", false);
        await LoadAsync();
    });

    private Task RemoveAsync(SavedView view) => TryAsync("removed", async () =>
    {
        await Desk.RemoveAsync(await Caller.GetAsync(), view.Id, _leaving.Token);
        await LoadAsync();
    });

    private async Task TryAsync(string what, Func<Task> work)
    {
        (_busy, _problem) = (true, null);
        try
        {
            await work();
        }
        catch (DbException)
        {
            _problem = $"Saved searches could not be {what} right now. Try again in a moment.";
        }
        finally
        {
            _busy = false;
        }
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
