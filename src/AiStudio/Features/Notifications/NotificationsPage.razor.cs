using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Notifications;

public sealed partial class NotificationsPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private List<Notification>? _shown;
    private bool _mayHaveMore;
    private string? _problem;

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal NotificationService Notifications { get; init; } = null!;

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override Task OnInitializedAsync() => MoreAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Seen is what a person had before their eyes, not what was rendered ahead.
        if (firstRender)
            await TryAsync(caller => Notifications.MarkReadAsync(caller, _leaving.Token));
    }

    private Task MoreAsync() => TryAsync(async caller =>
    {
        var page = await Notifications.ListAsync(caller, _shown?.LastOrDefault()?.Id, NotificationService.PageSize, _leaving.Token);
        _shown = [.. _shown ?? [], .. page];
        _mayHaveMore = page.Length == NotificationService.PageSize;
    });

    private async Task TryAsync(Func<Caller, Task> act)
    {
        try
        {
            await act(await Callers.GetAsync());
            _problem = null;
        }
        catch (DbException)
        {
            _problem = "Your notifications cannot be read right now. Please reload the page in a moment.";
        }
    }
}
