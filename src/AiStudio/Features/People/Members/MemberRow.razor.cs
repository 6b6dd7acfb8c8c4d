using AiStudio.Features.People.Units;
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

    [Parameter, EditorRequired]
    public IReadOnlyList<UnitRow> Units { get; set; } = [];

    private IEnumerable<UnitRow> Offered => Units.Where(unit => !unit.Archived || unit.Id == Member.UnitId);

    private bool IsSelf => Member.UserId == CallerId;

    private bool IsInReach => Member.Role <= Reach;
}
