using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.Members;

/// <summary>One member, with the buttons that the caller's role reaches.</summary>
public partial class MemberRow
{
    [Parameter, EditorRequired]
    public Member Member { get; set; } = null!;

    [Parameter, EditorRequired]
    public Guid CallerId { get; set; }

    [Parameter, EditorRequired]
    public Role Reach { get; set; }

    private bool IsSelf => Member.UserId == CallerId;

    private bool IsInReach => Member.Role <= Reach;
}
