using AiStudio.Features.People.Invitations;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Features.People.Members;

/// <summary>The buttons of the members page: plain forms, answered with the page again.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/people").RequireAuthorization(Policies.Admin);
        people.MapPost("/members/{userId:guid}/role", async (Guid userId, [FromForm] string role, HttpContext context, MemberService members) =>
            Answer(RoleNames.Parse(role) is { } parsed
                ? await members.ChangeRoleAsync(Caller(context), userId, parsed, context.RequestAborted)
                : Error.Invalid("role", "There is no such role.")));
        people.MapPost("/members/{userId:guid}/disable", async (Guid userId, HttpContext context, MemberService members) =>
            Answer(await members.DisableAsync(Caller(context), userId, context.RequestAborted)));
        people.MapPost("/members/{userId:guid}/enable", async (Guid userId, HttpContext context, MemberService members) =>
            Answer(await members.EnableAsync(Caller(context), userId, context.RequestAborted)));
        people.MapPost("/invitations/{id:guid}/revoke", async (Guid id, HttpContext context, InvitationService invitations) =>
            Answer(await invitations.RevokeAsync(Caller(context), id, context.RequestAborted)));
    }

    private static Caller Caller(HttpContext context) => context.User.ToCaller()!;

    // The page turns the code into its sentence: a text in an address could be anybody's.
    internal static IResult Answer(Result<Done> result) =>
        Results.LocalRedirect(result.Succeeded ? "/people" : $"/people?problem={result.Error.Code}");
}
