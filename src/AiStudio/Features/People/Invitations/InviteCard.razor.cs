using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.Invitations;

public partial class InviteCard
{
    private string? _link;
    private string? _problem;

    [Parameter]
    public EventCallback OnInvited { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "invite", Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "invite", Name = "role")]
    private string? RoleName { get; set; }

    [Inject]
    private InvitationService Invitations { get; set; } = null!;

    [Inject]
    private IOptions<MailOptions> Mail { get; set; } = null!;

    private bool IsMailed => Mail.Value.Host.Length > 0;

    private Role Reach => Context.User.ToCaller()!.Role;

    private async Task InviteAsync()
    {
        if (RoleNames.Parse(RoleName) is not { } role)
        {
            _problem = "There is no such role.";
            return;
        }

        var invited = await Invitations.InviteAsync(Context.User.ToCaller()!, Email, role, Context.RequestAborted);
        (_link, _problem) = (invited.Value, invited.Error?.Message);
        await OnInvited.InvokeAsync();
    }
}
