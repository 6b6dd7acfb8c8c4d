using AiStudio.Platform;
using AiStudio.Platform.Telemetry;
using Npgsql;
using Quartz;

namespace AiStudio.Features.Jobs;

internal static class JobsModule
{
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<JobsOptions>(JobsOptions.Section);
        builder.Services.AddSingleton<IScraped, JobGauge>();
        builder.Services.AddJobs(builder.Configuration.GetSection(JobsOptions.Section).Get<JobsOptions>() ?? new());
    }

    /// <summary>The services alone, for a host that serves no requests.</summary>
    public static void AddJobs(this IServiceCollection services, JobsOptions options)
    {
        services.AddSingleton<JobFeed>();
        services.AddSingleton<JobWatch>();
        services.AddSingleton<JobHandlers>();
        services.AddSingleton<JobEndings>();
        services.AddSingleton<JobLeases>();
        services.AddSingleton<JobOutcomes>();
        services.AddSingleton<JobService>();
        services.AddSingleton<JobDesk>();
        services.AddSingleton<JobDispatcher>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<SweepJobs>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "AiStudio";
                scheduler.GenerateInstanceId = true;
            });
            quartz.UseDefaultThreadPool(options.MaxConcurrency);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.DataSourceFactory = provider => provider.GetRequiredService<NpgsqlDataSource>());
                store.ConfigureStore(settings =>
                {
                    settings.TablePrefix = "qrtz_";
                    settings.StoreJobDataAsStrings = true;
                    settings.SchemaProvisioning = SchemaProvisioning.Validate;
                });
                store.UseClustering();
            });
            quartz.AddJob<RunJob>(job => job.WithIdentity(RunJob.Key).StoreDurably());
            quartz.ScheduleJob<SweepJobs>(trigger => trigger.WithIdentity("sweep-jobs").WithSimpleSchedule(options.SweepInterval));
        });
        services.AddQuartzHostedService(hosting =>
        {
            // The web server listens last: whoever asks a node that starts whether it is ready finds its scheduler running.
            hosting.AwaitApplicationStarted = false;
            hosting.WaitForJobsToComplete = true;
        });
        services.AddHostedService<JobListener>();
        services.AddHealthChecks().AddCheck<SchedulerHealth>("scheduler", tags: ["ready"]);
    }
}
