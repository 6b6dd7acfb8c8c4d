using AiStudio.Features.People.Sessions;
using AiStudio.Features.People.SignIn;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Features.People.Account;

/// <summary>What a person does with their own sessions. Also for somebody who is a member of no organization (any more).</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/organizations", SwitchAsync).RequireAuthorization(policy => policy.RequireAuthenticatedUser());
        routes.MapPost("/account/sign-out-everywhere", SignOutEverywhereAsync).RequireAuthorization(policy => policy.RequireAuthenticatedUser());
    }

    private static async Task<IResult> SwitchAsync(HttpContext context, [FromForm] Guid organization, UserManager<AppUser> users, SessionService sessions)
    {
        if (await FindAsync(context, users) is not { } user)
        {
            return Results.LocalRedirect("/sign-in");
        }

        var persistent = (await context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Properties?.IsPersistent == true;
        await sessions.OpenAsync(context, user, organization, persistent);
        return Results.LocalRedirect("/");
    }

    private static async Task<IResult> SignOutEverywhereAsync(HttpContext context, UserManager<AppUser> users, EndedSessions ended, SignInLog log)
    {
        if (await FindAsync(context, users) is { } user)
        {
            await users.UpdateSecurityStampAsync(user);
            await log.SignedOutAsync(context.User, everywhere: true, context.RequestAborted);
        }

        await ended.EndAsync(context.User, context.RequestAborted);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.LocalRedirect("/sign-in");
    }

    private static async Task<AppUser?> FindAsync(HttpContext context, UserManager<AppUser> users) =>
        context.User.ToUserId() is { } id ? await users.FindByIdAsync(id.ToString()) : null;
}
