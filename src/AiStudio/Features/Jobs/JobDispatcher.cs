using System.Globalization;
using Quartz;

namespace AiStudio.Features.Jobs;

/// <summary>Gives a job to the scheduler of the cluster. Saying it twice does no harm: the lease decides who works.</summary>
internal sealed class JobDispatcher(ISchedulerFactory schedulers, TimeProvider time)
{
    public async Task DispatchAsync(Guid organizationId, Guid jobId, CancellationToken cancellationToken, TimeSpan delay = default)
    {
        var due = time.GetUtcNow() + delay;
        // All nodes hear of a new job at about the same moment; one trigger a second is enough. A next try comes from one node only,
        // and maybe while the trigger of the last one still stands.
        var moment = delay == TimeSpan.Zero ? due.ToUnixTimeSeconds() : due.ToUnixTimeMilliseconds();
        var name = string.Create(CultureInfo.InvariantCulture, $"{jobId:n}.{moment}");
        var trigger = TriggerBuilder.Create(time)
            .WithIdentity(name, organizationId.ToString("n"))
            .ForJob(RunJob.Key)
            .UsingJobData(RunJob.OrganizationKey, organizationId.ToString())
            .UsingJobData(RunJob.JobIdKey, jobId.ToString())
            .StartAt(due)
            .Build();
        try
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
        }
    }
}
