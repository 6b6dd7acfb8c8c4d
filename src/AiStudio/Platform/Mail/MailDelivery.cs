namespace AiStudio.Platform.Mail;

/// <summary>Sends what waits in the queue, one after another; a server that refuses is tried three times.</summary>
internal sealed partial class MailDelivery(MailQueue queue, IServiceScopeFactory scopes, IMailSender sender, TimeProvider time, ILogger<MailDelivery> logger)
    : BackgroundService
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var write in queue.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await write(scope.ServiceProvider, stoppingToken) is { } mail)
                {
                    await SendAsync(mail, stoppingToken);
                }
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                LogLost(ex);
            }
        }
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        foreach (var pause in Pauses)
        {
            try
            {
                await sender.SendAsync(mail, cancellationToken);
                return;
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                LogRefused(ex.GetType().Name);
                await Task.Delay(pause, time, cancellationToken);
            }
        }

        await sender.SendAsync(mail, cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "A mail was not sent")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The mail server did not take a mail ({Reason}); trying again")]
    private partial void LogRefused(string reason);
}
