using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Members;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.People.Organizations;

/// <summary>Makes organizations that work from the first minute.</summary>
internal sealed class OrganizationService(StudioDatabase database, IEnumerable<IProvisionsOrganization> provisioners)
{
    /// <summary>An organization with its owner and everything that the features put into a new one, or nothing.</summary>
    public async Task<Result<Organization>> CreateAsync(string name, AppUser owner, CancellationToken cancellationToken)
    {
        if (CheckName(name) is { } problem)
        {
            return problem;
        }

        var id = Guid.CreateVersion7();
        await using var db = await database.BeginAsync(new TenantScope(id, owner.Id), cancellationToken);
        var organization = await AddAsync(db, name, OrganizationZone.Default, owner.Id, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return organization;
    }

    public static Error? CheckName(string? name) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > Organization.LongestName || name.Any(char.IsControl)
            ? Error.Invalid("organization_name", $"Give the organization a name of at most {Organization.LongestName} characters.")
            : null;

    /// <summary>The same inside a transaction whose scope is the new organization and its owner; the caller commits.</summary>
    internal async Task<Organization> AddAsync(StudioDb db, string name, string timeZone, Guid ownerId, CancellationToken cancellationToken)
    {
        var organization = new Organization { Id = db.Scope.OrganizationId, Name = name.Trim(), TimeZone = timeZone };
        db.Add(organization);
        await db.SaveChangesAsync(cancellationToken);
        db.Add(new Membership { OrganizationId = organization.Id, UserId = ownerId, Role = Role.Owner });
        db.LogActivity(ownerId, "organization.created", "organization", organization.Id);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var provisioner in provisioners.OrderBy(provisioner => provisioner.Order))
        {
            await provisioner.ProvisionAsync(db, db.Scope, cancellationToken);
        }

        return organization;
    }
}
