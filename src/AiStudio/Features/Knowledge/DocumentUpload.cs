using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Features.Knowledge;

/// <summary>Files arrive by a plain HTTP request, one at a time, never through a circuit.</summary>
internal static class DocumentUpload
{
    // The parts of a form around the file.
    private const int FormOverhead = 64 * 1024;

    public static void MapDocumentUpload(this WebApplication app) =>
        app.MapPost("/knowledge/{knowledgeBaseId:guid}/documents", AddAsync)
            .RequireAuthorization(Policies.Admin)
            .WithMetadata(
                new RequestSizeLimitAttribute(DocumentIntake.LargestFile + FormOverhead),
                new RequestFormLimitsAttribute { MultipartBodyLengthLimit = DocumentIntake.LargestFile + FormOverhead });

    private static async Task<IResult> AddAsync(
        Guid knowledgeBaseId, IFormFile file, [FromForm] string? path, HttpContext context, DocumentService documents, CancellationToken cancellationToken)
    {
        if (context.User.ToCaller() is not { } caller)
        {
            return Results.Forbid();
        }

        using var content = new MemoryStream((int)Math.Min(file.Length, DocumentIntake.LargestFile));
        await file.CopyToAsync(content, cancellationToken);
        var name = string.IsNullOrEmpty(path) ? file.FileName : DocumentName.OfPath(path);
        var added = await documents.AddAsync(caller, knowledgeBaseId, name, content.ToArray(), cancellationToken);
        return added.Succeeded
            ? Results.Accepted($"/knowledge/documents/{added.Value}", new { id = added.Value })
            : Results.Problem(added.Error.Message, statusCode: Status(added.Error.Kind), extensions: new Dictionary<string, object?> { ["code"] = added.Error.Code });
    }

    private static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.OverLimit => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
