using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.Members;

/// <summary>A row of the members page.</summary>
public sealed record Member(Guid UserId, string Email, string DisplayName, Role Role, bool Disabled, DateTimeOffset LastChange, Guid? UnitId);
