using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.Invitations;

/// <summary>What somebody who holds a link may see; whether there is an account, only with the proof that was mailed.</summary>
internal sealed record InvitationOffer(Guid Id, string Organization, string Email, Role Role, bool HasAccount, bool IsProved);
