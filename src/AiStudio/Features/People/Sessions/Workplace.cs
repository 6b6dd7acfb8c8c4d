using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.Sessions;

/// <summary>An organization that an account may work in.</summary>
internal sealed record Workplace(Guid OrganizationId, string Name, Role Role);
