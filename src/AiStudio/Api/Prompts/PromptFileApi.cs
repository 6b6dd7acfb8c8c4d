using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Prompts.Exchange;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Api.Prompts;

/// <summary>Prompts as a file that lives in git: the same prompts are the same bytes.</summary>
internal static class PromptFileApi
{
    public static void MapPromptFiles(this RouteGroupBuilder prompts)
    {
        prompts.MapGet("/export", AllAsync).Answers<PromptFile>("Export all prompts", PromptExamples.File);
        prompts.MapGet("/{slug}/export", OneAsync).Answers<PromptFile>("Export a prompt", PromptExamples.File);
        prompts.MapPost("/import", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(PromptFile.Largest))
            .Answers<ImportedPrompts>("Import prompts", PromptExamples.Imported, PromptExamples.File);
    }

    private static async Task<IResult> AllAsync(HttpContext context, PromptExport export, CancellationToken cancellationToken) =>
        Download(context, "prompts.json", await export.ReadAsync(context.ApiCaller(), slug: null, cancellationToken));

    private static async Task<IResult> OneAsync(string slug, HttpContext context, PromptExport export, CancellationToken cancellationToken) =>
        Download(context, $"{slug}.json", await export.ReadAsync(context.ApiCaller(), slug, cancellationToken));

    /// <summary>New versions of what the file has and this organization has not; no label moves. The same file twice changes nothing.</summary>
    private static async Task<IResult> ImportAsync(Body<PromptFile> body, HttpContext context, PromptImport import, CancellationToken cancellationToken) =>
        (await import.ImportAsync(context.ApiCaller(), body.Value, cancellationToken)).ToOk(context);

    private static IResult Download(HttpContext context, string name, Result<PromptFile> file)
    {
        if (!file.Succeeded)
            return file.Error.ToProblem(context);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return TypedResults.Text(file.Value.Write(), "application/json");
    }
}
