using AiStudio.Features.People.Members;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Features.People.Organizations;

/// <summary>The form about the organization on the members page: a plain one, answered with the page again.</summary>
internal static class OrganizationEndpoints
{
    public static void MapOrganization(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/people/time-zone", async ([FromForm] string zone, HttpContext context, OrganizationSettings settings) =>
            MemberEndpoints.Answer(await settings.SetTimeZoneAsync(context.User.ToCaller()!, zone, context.RequestAborted))).RequireAuthorization(Policies.Admin);
}
