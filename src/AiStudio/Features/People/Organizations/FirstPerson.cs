using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.Organizations;

/// <summary>An account that an empty installation begins with. Whoever holds the installation vouches for its address.</summary>
internal sealed record FirstPerson(string Email, string DisplayName, string Password, Role Role);
