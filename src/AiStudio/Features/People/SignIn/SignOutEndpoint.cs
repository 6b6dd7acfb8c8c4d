using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Features.People.SignIn;

internal static class SignOutEndpoint
{
    public static void MapSignOut(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/sign-out", async (HttpContext context, EndedSessions ended, SignInLog log) =>
        {
            await log.SignedOutAsync(context.User, everywhere: false, context.RequestAborted);
            await ended.EndAsync(context.User, context.RequestAborted);
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            return Results.LocalRedirect("/sign-in");
        }).AllowAnonymous();
}
