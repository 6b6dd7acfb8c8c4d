using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.Invitations;

/// <summary>What somebody who holds a link may see.</summary>
internal sealed record InvitationOffer(Guid Id, string Organization, string Email, Role Role, bool HasAccount, bool IsProved);
