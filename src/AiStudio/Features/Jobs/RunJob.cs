using Quartz;

namespace AiStudio.Features.Jobs;

/// <summary>The one class that the scheduler knows: runs the job whose ids its trigger carries.</summary>
internal sealed class RunJob(JobRunner runner, IHostApplicationLifetime lifetime) : IJob
{
    public const string OrganizationKey = "organization";
    public const string JobIdKey = "job";

    public static readonly JobKey Key = new("run-job");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await runner.RunAsync(
            Guid.Parse(context.MergedJobDataMap.GetString(OrganizationKey)!), Guid.Parse(context.MergedJobDataMap.GetString(JobIdKey)!), stopping.Token);
    }
}
