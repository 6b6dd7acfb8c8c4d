using AiStudio.Features.People.Members;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Features.People.Units;

/// <summary>The forms about units on the members page: plain ones, answered with the page again.</summary>
internal static class UnitEndpoints
{
    public static void MapUnits(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/people").RequireAuthorization(Policies.Admin);
        people.MapPost("/units", async ([FromForm] string name, HttpContext context, UnitService units) =>
            MemberEndpoints.Answer(await units.AddAsync(Caller(context), name, context.RequestAborted)));
        people.MapPost("/units/{id:guid}/name", async (Guid id, [FromForm] string name, HttpContext context, UnitService units) =>
            MemberEndpoints.Answer(await units.RenameAsync(Caller(context), id, name, context.RequestAborted)));
        people.MapPost("/units/{id:guid}/archive", async (Guid id, HttpContext context, UnitService units) =>
            MemberEndpoints.Answer(await units.ArchiveAsync(Caller(context), id, context.RequestAborted)));
        people.MapPost("/units/{id:guid}/restore", async (Guid id, HttpContext context, UnitService units) =>
            MemberEndpoints.Answer(await units.RestoreAsync(Caller(context), id, context.RequestAborted)));
        people.MapPost("/members/{userId:guid}/unit", async (Guid userId, [FromForm] string? unit, HttpContext context, UnitService units) =>
            MemberEndpoints.Answer(string.IsNullOrEmpty(unit) || Guid.TryParse(unit, out _)
                ? await units.AssignAsync(Caller(context), userId, Guid.TryParse(unit, out var id) ? id : null, context.RequestAborted)
                : UnitService.NoUnit));
    }

    private static Caller Caller(HttpContext context) => context.User.ToCaller()!;
}
