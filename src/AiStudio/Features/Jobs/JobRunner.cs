using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Jobs;

/// <summary>Runs one job from lease to ending. Whatever goes wrong inside is settled here; nothing escapes to the scheduler.</summary>
internal sealed partial class JobRunner(
    StudioDatabase database, JobLeases leases, JobHandlers handlers, JobOutcomes outcomes, JobDispatcher dispatcher,
    IOptions<JobsOptions> options, TimeProvider time, ILogger<JobRunner> logger)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    public async Task RunAsync(Guid organizationId, Guid jobId, CancellationToken stopping)
    {
        if (await leases.TakeAsync(new TenantScope(organizationId), jobId, stopping) is not { } lease)
        {
            return;
        }

        using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var renewal = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewing = RenewAsync(lease, work, renewal.Token);
        try
        {
            await WorkAsync(lease, work.Token);
        }
        catch (LeaseLostException)
        {
            LogLost(lease.JobId, lease.Kind);
        }
        finally
        {
            await renewal.CancelAsync();
            await renewing;
        }
    }

    private async Task WorkAsync(JobLease lease, CancellationToken cancellationToken)
    {
        try
        {
            var handler = handlers.Find(lease.Kind) ?? throw new JobFailedException($"This version of AiStudio does not know work of the kind {lease.Kind}.");
            await handler.RunAsync(new JobRun(database, lease), cancellationToken);
            await outcomes.SucceedAsync(lease);
        }
        catch (OperationCanceledException ex) when (ex is JobCancelledException || cancellationToken.IsCancellationRequested)
        {
            await outcomes.InterruptAsync(lease);
        }
        catch (JobFailedException ex)
        {
            await outcomes.EndAsync(lease, JobState.Dead, ex.Message);
        }
        catch (GatewayException ex) when (ex.Error.Outage && !(lease.WaitingFor >= options.Value.ProviderPatience))
        {
            await WaitAsync(lease, ex);
        }
        catch (Exception ex) when (ex is not LeaseLostException)
        {
            await FailAsync(lease, ex);
        }
    }

    // Twice as long each time, because a pause is as long as all before it together, but never so long that the end of the outage is missed by much.
    private async Task WaitAsync(JobLease lease, GatewayException outage)
    {
        LogWaiting(lease.JobId, lease.Kind, outage.Error.Code);
        var pause = lease.WaitingFor is { } waited && waited > options.Value.RetryDelay ? waited : options.Value.RetryDelay;
        var delay = Longer(pause < s_longestPause ? pause : s_longestPause, outage.RetryAfter ?? TimeSpan.Zero);
        await outcomes.WaitAsync(lease, $"Waiting for a provider. {outage.Message}", delay);
        await DispatchAsync(lease, delay);
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    // Half a second later than due by the database's clock: a trigger that comes too early finds nothing to do.
    private Task DispatchAsync(JobLease lease, TimeSpan delay) =>
        dispatcher.DispatchAsync(lease.OrganizationId, lease.JobId, CancellationToken.None, delay + TimeSpan.FromMilliseconds(500));

    private async Task FailAsync(JobLease lease, Exception exception)
    {
        LogFailed(lease.JobId, lease.Kind, lease.Attempt, exception);
        var reason = exception is GatewayException ? exception.Message : $"Something went wrong inside AiStudio ({exception.GetType().Name}). The server's log has the details.";
        if (lease.Attempt >= lease.MaxAttempts)
        {
            await outcomes.EndAsync(lease, JobState.Dead, reason);
            return;
        }

        var delay = options.Value.RetryDelay * Math.Pow(4, lease.Attempt - 1);
        await outcomes.RetryAsync(lease, reason, delay);
        await DispatchAsync(lease, delay);
    }

    private async Task RenewAsync(JobLease lease, CancellationTokenSource work, CancellationToken cancellationToken)
    {
        // Often enough that a request to stop is heard within two seconds.
        var pause = TimeSpan.FromTicks(Math.Min(options.Value.Lease.Ticks / 3, TimeSpan.TicksPerSecond * 2));
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, cancellationToken);
                if (await leases.RenewAsync(lease, cancellationToken) is not LeaseState.Held)
                {
                    await work.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception ex)
        {
            // Without a lease the work must not go on; the token in the row would refuse its effects anyway.
            LogNotRenewed(lease.JobId, ex);
            await work.CancelAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId} of kind {Kind}: the lease was lost, another node has it")]
    private partial void LogLost(Guid jobId, string kind);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} of kind {Kind} waits for a provider: {Code}")]
    private partial void LogWaiting(Guid jobId, string kind, string code);

    [LoggerMessage(LogLevel.Error, "Job {JobId} of kind {Kind} failed in attempt {Attempt}")]
    private partial void LogFailed(Guid jobId, string kind, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: the lease could not be renewed")]
    private partial void LogNotRenewed(Guid jobId, Exception exception);
}
