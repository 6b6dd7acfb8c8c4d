using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Features.People.Privacy;

/// <summary>A person's data as a file: one's own, or somebody's who asked an admin for it.</summary>
internal static class ExportEndpoint
{
    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/account/export", (HttpContext context, PersonExport export) =>
            File(context, export, context.User.ToCaller()!.Scope, privateToo: true, "aistudio-my-data.json")).RequireAuthorization(Policies.Member);
        routes.MapPost("/people/members/{userId:guid}/export/file", ExportAsync).RequireAuthorization(Policies.Admin);
    }

    // The page turns the code into its sentence: a text in an address could be anybody's.
    private static async Task<IResult> ExportAsync(
        Guid userId, [FromForm] string? reason, [FromForm(Name = "private")] bool? privateToo, HttpContext context, ExportDesk desk, PersonExport export)
    {
        var begun = await desk.BeginAsync(context.User.ToCaller()!, userId, reason ?? "", privateToo == true, context.RequestAborted);
        return begun.Succeeded
            ? File(context, export, begun.Value, privateToo == true, $"aistudio-data-of-{userId:n}.json")
            : Results.LocalRedirect($"/people/members/{userId}/export?problem={begun.Error.Code}");
    }

    private static IResult File(HttpContext context, PersonExport export, TenantScope person, bool privateToo, string name) =>
        Results.Stream(output => export.WriteAsync(person, privateToo, output, context.RequestAborted), "application/json", name);
}
