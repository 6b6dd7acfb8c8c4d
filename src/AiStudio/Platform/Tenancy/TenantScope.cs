namespace AiStudio.Platform.Tenancy;

/// <summary>
/// The tenant, and the person if there is one, that a piece of work may see rows of.
/// The database enforces it: without a person, private rows (conversations, messages, memories) stay invisible.
/// </summary>
internal sealed record TenantScope(Guid OrganizationId, Guid? UserId = null);
