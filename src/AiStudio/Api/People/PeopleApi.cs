using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.People.Invitations;
using AiStudio.Features.People.Members;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.People;

/// <summary>Who is in the organization, and who is asked to be. Admins and owners.</summary>
internal static class PeopleApi
{
    public static void MapPeopleApi(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapResource("/api/people", ApiKeyScope.Admin, Role.Admin).WithTags("People");
        people.MapGet("", ListAsync).AnswersPage<Member>("List people", PeopleExamples.Member);
        people.MapGet("/{id:guid}", GetAsync).Answers<Member>("Get a person", PeopleExamples.Member);
        people.MapPatch("/{id:guid}", ChangeAsync).RequireIfMatch().Answers<Member>("Change the role of a person, or disable them", PeopleExamples.Member, PeopleExamples.Changes);

        var invitations = routes.MapResource("/api/invitations", ApiKeyScope.Admin, Role.Admin).WithTags("People");
        invitations.MapGet("", ListOpenAsync).AnswersPage<OpenInvitation>("List open invitations", PeopleExamples.Invitation);
        invitations.MapPost("", InviteAsync).Answers<OpenInvitation>(StatusCodes.Status201Created, "Invite a person", PeopleExamples.Invitation, PeopleExamples.NewInvitation);
        invitations.MapDelete("/{id:guid}", RevokeAsync).AnswersNothing("Revoke an invitation");
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] PageQuery page, HttpContext context, MemberList members, CancellationToken cancellationToken, string? search = null)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var rows = await members.PageAsync(context.ApiCaller(), search, page.AfterId, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, row => row.UserId.ToString()) : rows.Error.ToProblem(context);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, MemberList members, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<Membership, Member>(versions, id, caller => members.GetAsync(caller, id, cancellationToken));

    /// <summary>Nobody changes a role above their own, and the last active owner stays one. Who is disabled is out within seconds, with their sessions and keys.</summary>
    private static async Task<IResult> ChangeAsync(
        Guid id, Body<MemberChanges> body, HttpContext context, MemberService service, MemberList members, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await service.ChangeAsync(context.ApiCaller(), id, body.Value, IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, members, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    private static async Task<IResult> ListOpenAsync([AsParameters] PageQuery page, HttpContext context, InvitationService invitations, CancellationToken cancellationToken)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var rows = await invitations.PageOpenAsync(context.ApiCaller(), page.AfterId, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.Select(View).ToList().ToPage(context, page, row => row.Id.ToString()) : rows.Error.ToProblem(context);
    }

    /// <summary>The link goes to the address by mail and to nobody else. An earlier invitation of the address ends.</summary>
    private static async Task<IResult> InviteAsync(Body<NewInvitation> body, HttpContext context, InvitationService invitations, CancellationToken cancellationToken)
    {
        if (body.Value.Role is not { } role)
            return Error.Invalid("role", "Say which role: member, finance, admin or owner.").ToProblem(context);
        var caller = context.ApiCaller();
        var invited = await invitations.InviteAsync(caller, body.Value.Email, role, cancellationToken);
        if (!invited.Succeeded)
            return invited.Error.ToProblem(context);
        var open = await invitations.ListOpenAsync(caller, cancellationToken);
        return Array.Find(open.Value ?? [], row => row.Email.Equals(body.Value.Email?.Trim(), StringComparison.OrdinalIgnoreCase)) is { } made
            ? context.Created($"/api/invitations/{made.Id}", View(made))
            // Accepted or taken back in this very moment.
            : Error.NotFound("no_invitation", "This invitation is not open any more.").ToProblem(context);
    }

    private static async Task<IResult> RevokeAsync(Guid id, HttpContext context, InvitationService invitations, CancellationToken cancellationToken) =>
        (await invitations.RevokeAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static OpenInvitation View(Invitation invitation) => new(invitation.Id, invitation.Email, invitation.Role, invitation.ExpiresAt, invitation.CreatedAt);

    /// <summary>An invitation that nobody has accepted yet.</summary>
    /// <param name="Id">Which one.</param>
    /// <param name="Email">Whom it was mailed to.</param>
    /// <param name="Role">What they will be.</param>
    /// <param name="ExpiresAt">Until when it is good.</param>
    /// <param name="CreatedAt">When it was mailed.</param>
    internal sealed record OpenInvitation(Guid Id, string Email, Role Role, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt);

    /// <summary>Somebody to be invited.</summary>
    /// <param name="Email">Where the link is mailed to.</param>
    /// <param name="Role">What they will be: at most what the caller is.</param>
    internal sealed record NewInvitation(string? Email, Role? Role);
}
