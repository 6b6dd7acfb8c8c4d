using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Npgsql;

namespace AiStudio.Features.Models;

/// <summary>At start: new prices of the catalogue and providers of the configuration reach the organizations that exist already.</summary>
internal sealed class ModelsUpdate(StudioDatabase database, ModelsProvisioning provisioning) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var organization in await OrganizationsAsync(cancellationToken))
        {
            var scope = new TenantScope(organization);
            await using var db = await database.BeginAsync(scope, cancellationToken);
            await provisioning.ProvisionAsync(db, scope, cancellationToken);
            await db.CommitAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<IReadOnlyList<Guid>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select organization_ids()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
