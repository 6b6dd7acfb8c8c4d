using System.Data.Common;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace AiStudio.Features.Notifications;

/// <summary>How many notifications the person has not seen, live; a new one is shown as a toast as well.</summary>
public sealed partial class NotificationBell : IDisposable
{
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _leaving = new();
    private int _unread;
    private Guid? _newest;

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [Inject]
    internal NotificationService Notifications { get; init; } = null!;

    [Inject]
    internal NotificationSignals Signals { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private string Label => _unread == 0 ? "Notifications" : $"Notifications, {_unread} new";

    private bool IsHere => Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0] == "notifications";

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override async Task OnInitializedAsync()
    {
        if (await CallerAsync() is { } caller)
            (_unread, _newest) = await LookAsync(caller) is var (count, newest) ? (count, newest?.Id) : (0, null);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await CallerAsync() is { } caller)
            _ = WatchAsync(caller);
    }

    private async Task WatchAsync(Caller caller)
    {
        try
        {
            using var waiter = Signals.Subscribe(caller.UserId);
            while (true)
            {
                await waiter.WaitAsync(LookAtLeastEvery, Time, _leaving.Token);
                await InvokeAsync(() => ShowAsync(caller));
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception failure) when (failure is DbException)
        {
            // The count stands until the next page.
        }
    }

    private async Task ShowAsync(Caller caller)
    {
        var (count, newest) = await LookAsync(caller);
        if (newest is not null && (_newest is null || newest.Id.CompareTo(_newest.Value) > 0))
            Toasts.Show(newest.Title, newest.Text, "Look", () => OpenAsync(newest.Link));
        (_unread, _newest) = (count, newest?.Id ?? _newest);
        StateHasChanged();
    }

    private Task OpenAsync(string link)
    {
        Navigation.NavigateTo(link);
        return Task.CompletedTask;
    }

    private Task<(int Count, Notification? Newest)> LookAsync(Caller caller) => Notifications.UnreadAsync(caller, _leaving.Token);

    private async Task<Caller?> CallerAsync() => Authentication is null ? null : (await Authentication).User.ToCaller();
}
