using AiStudio.Features.People.Sessions;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.SignIn;

public partial class NoAccessPage
{
    private bool _isMember;
    private IReadOnlyList<Workplace> _workplaces = [];

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private SessionService Sessions { get; set; } = null!;

    private string Lead => _isMember
        ? "An admin of your organization can change your role under People. Nothing was changed."
        : "Your account works, but no organization is open to it here. Ask an admin for an invitation, or to enable you again.";

    protected override async Task OnInitializedAsync()
    {
        _isMember = Context.User.ToCaller() is not null;
        if (!_isMember && Context.User.ToUserId() is { } user)
        {
            _workplaces = await Sessions.ListAsync(user, Context.RequestAborted);
        }
    }
}
