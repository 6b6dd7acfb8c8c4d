using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.Members;

/// <summary>What is to change about a member; what is null stays.</summary>
/// <param name="Role">What they are from now on: at most what the caller is.</param>
/// <param name="Disabled">Whether their account opens nothing in the organization.</param>
internal sealed record MemberChanges(Role? Role = null, bool? Disabled = null);
