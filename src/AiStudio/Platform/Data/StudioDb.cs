using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Platform.Data;

/// <summary>
/// The data of one tenant, inside one transaction that carries the tenant's id. Made by <see cref="StudioDatabase.BeginAsync"/> only.
/// Features map their entities next to them (<c>IEntityTypeConfiguration</c>) and reach them by <c>Set&lt;T&gt;()</c>.
/// </summary>
internal sealed class StudioDb(DbContextOptions<StudioDb> options, TenantScope scope) : DbContext(options)
{
    public TenantScope Scope { get; } = scope;

    /// <summary>Saves and commits. Without it everything is rolled back when the context is disposed.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await SaveChangesAsync(cancellationToken);
        if (Database.CurrentTransaction is { } transaction)
        {
            await transaction.CommitAsync(cancellationToken);
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(StudioDb).Assembly);
        modelBuilder.UseSnakeCase();
    }
}
