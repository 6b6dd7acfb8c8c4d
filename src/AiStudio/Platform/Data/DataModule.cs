using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Platform.Data;

internal static class DataModule
{
    public static void AddData(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider =>
        {
            var connectionString = provider.GetRequiredService<IConfiguration>().GetConnectionString("Studio")
                ?? throw new InvalidOperationException("ConnectionStrings:Studio is not set. Start with ./studio up, or set ConnectionStrings__Studio.");
            return new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>()).Build();
        });
        services.AddSingleton<StudioDatabase>();
        services.AddSingleton<RowVersions>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<StartupChecks>();
        services.AddSingleton<KeyRingTable>();
        services.AddSingleton<NotificationListener>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationListener>());
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]).AddCheck<SchemaHealth>("schema", tags: ["ready"]);
    }

    /// <summary>A context over tables of the installation, which have no tenant.</summary>
    public static void AddInstallationDb<TContext>(this IServiceCollection services)
        where TContext : DbContext =>
        services.AddDbContext<TContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));

    /// <summary>Before the first request and before any hosted service: the schema is current and the floor is safe.</summary>
    public static async Task PrepareDatabaseAsync(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        await app.Services.GetRequiredService<Migrator>().ApplyAsync(stopping);
        await app.Services.GetRequiredService<StartupChecks>().RunAsync(stopping);
    }
}
