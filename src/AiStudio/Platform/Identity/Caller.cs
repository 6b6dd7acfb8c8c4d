using AiStudio.Platform.Tenancy;

namespace AiStudio.Platform.Identity;

/// <summary>A signed-in person in the organization they are working in.</summary>
internal sealed record Caller(Guid OrganizationId, Guid UserId, Role Role, string DisplayName, string Email)
{
    public TenantScope Scope => new(OrganizationId, UserId);
}
