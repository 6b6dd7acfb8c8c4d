using AiStudio.Features.Jobs;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AiStudio.IntegrationTests.Jobs;

/// <summary>The services of background work on a test database. No scheduler runs: a test runs a job when it says so.</summary>
internal static class JobTestServices
{
    public static IServiceCollection AddJobsOn(this IServiceCollection services, StudioTestDatabase database, JobsOptions? options = null)
    {
        options ??= new JobsOptions { RetryDelay = TimeSpan.Zero, Lease = TimeSpan.FromMinutes(5) };
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<NpgsqlDataSource>(database.App);
        services.AddSingleton<StudioDatabase>();
        services.AddSingleton<NotificationListener>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationListener>());
        services.AddSingleton(Options.Create(options));
        services.AddJobs(options);
        return services;
    }

    public static ServiceProvider Build(StudioTestDatabase database, ScriptedHandler handler, JobsOptions? options = null) =>
        new ServiceCollection().AddJobsOn(database, options).AddSingleton<IJobHandler>(handler).BuildServiceProvider();
}
