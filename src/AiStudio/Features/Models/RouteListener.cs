using AiStudio.Platform.Data;

namespace AiStudio.Features.Models;

/// <summary>Hears which organization's routes changed, on any node; the database says so whoever changes them (migration 0024).</summary>
internal sealed class RouteListener(NotificationListener notifications, RouteTable routes) : IHostedService, IDisposable
{
    private const string Topic = "routes";

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = notifications.Subscribe(Topic, Hear);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscription?.Dispose();

    private void Hear(string? payload)
    {
        if (Guid.TryParseExact(payload, "n", out var organization))
        {
            routes.Forget(organization);
        }
        else
        {
            routes.ForgetAll();
        }
    }
}
