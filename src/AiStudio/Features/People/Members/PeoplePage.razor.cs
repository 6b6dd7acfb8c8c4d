using AiStudio.Features.People.Invitations;
using AiStudio.Features.People.Organizations;
using AiStudio.Features.People.Units;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.Members;

public partial class PeoplePage
{
    private Caller _caller = null!;
    private string? _problem;
    private IReadOnlyList<Member> _members = [];
    private IReadOnlyList<Invitation> _invitations = [];
    private IReadOnlyList<UnitRow> _units = [];
    private OrganizationFacts? _organization;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "problem")]
    private string? ProblemCode { get; set; }

    [Inject]
    private MemberList Members { get; set; } = null!;

    [Inject]
    private UnitService Units { get; set; } = null!;

    [Inject]
    private OrganizationSettings Settings { get; set; } = null!;

    [Inject]
    private InvitationService Invitations { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _caller = Context.User.ToCaller()!;
        _problem = ProblemCode switch
        {
            null => null,
            "last_owner" => "This is the last active owner, and an organization keeps one. Make somebody else an owner first.",
            "above_own_role" => "Nobody manages a role above their own: only an owner makes, changes or disables an owner.",
            "not_admin" => "Only admins and owners manage people.",
            "no_member" => "This person is not a member of the organization.",
            "unit_name" => $"Give the unit a name of at most {OrganizationUnit.LongestName} characters.",
            "unit_exists" => "There is a unit of this name already.",
            "unit_has_people" => "There are people in this unit. Put them into another one first.",
            "no_unit" => "There is no such unit, or it is archived.",
            "organization_zone" => "There is no such time zone. Choose one from the list.",
            "zone_in_use" => "The time zone stays as it is: calls are booked on days that began and ended by its clocks.",
            "no_invitation" => "This invitation is not open any more.",
            _ => "That did not work. Nothing was changed.",
        };
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var members = await Members.FindAsync(_caller, Query, Context.RequestAborted);
        var invitations = await Invitations.ListOpenAsync(_caller, Context.RequestAborted);
        _organization = (await Settings.ReadAsync(_caller, Context.RequestAborted)).Value;
        _units = (await Units.ListAsync(_caller, Context.RequestAborted)).Value ?? [];
        (_members, _invitations, _problem) = (members.Value ?? [], invitations.Value ?? [], members.Error?.Message ?? invitations.Error?.Message ?? _problem);
    }
}
